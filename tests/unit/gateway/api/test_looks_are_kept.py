"""Every answer of the API that shows people is marked, so that each look leaves a record.

What a donor, pledger or player is called follows their own consent wherever it is shown (`name_display`), so these
names are not searched for here; whoever sees them beyond consent does so under an action that shows people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_smorest import Api

from gateway import api
from gateway.access.allow_table import table

Json = dict[str, Any]

PERSONAL = {
    "guest_name", "full_name", "phone", "email", "asker_name", "head_name", "bidder_name", "counter_account",
    "bank_account", "memo", "head", "members",
}

NOT_A_LOOK = {
    # Which column holds what: no row is shown.
    ("get", "/api/v1/statement-mappings/{campaign}/{account_number}"),
    ("put", "/api/v1/statement-mappings/{campaign}/{account_number}"),
    # What a banking app is to fill in: our own memo, nobody's.
    ("get", "/api/v1/pledges/{id}/vietqr"), ("get", "/api/v1/campaigns/{id}/vietqr"),
    # Open to all: memos of donors who want them seen.
    ("get", "/api/v1/public/statement-lines"),
    # Whoever holds the invitation sees their own.
    ("get", "/api/v1/public/invitations/{token}"), ("post", "/api/v1/public/invitations/{token}"),
    # The answer to what one has just written oneself; that change has its own record.
    ("post", "/api/v1/activities/{activity}/registrations"), ("post", "/api/v1/activities/{activity}/groups"),
    ("post", "/api/v1/groups/{id}/names"), ("post", "/api/v1/registrations/{id}/acceptance"),
    ("post", "/api/v1/delegations"), ("put", "/api/v1/delegations/{id}"),
    ("post", "/api/v1/delegations/{id}/calling-off"),
}


@pytest.fixture(scope="module")
def described() -> tuple[Flask, Json]:
    app = Flask("described")
    api.register(app)
    made: Api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return app, made.spec.to_dict()


def marks(app: Flask) -> dict[tuple[str, str], str | None]:
    """What each operation's view says that it shows."""
    found = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            asked = getattr(getattr(view, "view_class", None), method.lower(), view)
            path = rule.rule.replace("<", "{").replace(">", "}")
            found[method.lower(), path] = getattr(asked, "shows_people", None)
    return found


def fields_in(shape: Json, shapes: Json, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Names of all fields of an answer, however deep."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        if name not in above:
            yield from fields_in(shapes[name], shapes, (*above, name))
    for name, field in shape.get("properties", {}).items():
        yield name
        yield from fields_in(field, shapes, above)
    for inner in (shape.get("items"), *shape.get("allOf", ()), *shape.get("anyOf", ()), *shape.get("oneOf", ())):
        if inner:
            yield from fields_in(inner, shapes, above)


def answers(spec: Json) -> Iterator[tuple[str, str, set[str]]]:
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                shown = [
                    name
                    for status, told in operation["responses"].items() if status.startswith("2")
                    for content in told.get("content", {}).values()
                    for name in fields_in(content.get("schema", {}), spec["components"]["schemas"])
                ]
                yield method, path, set(shown)


def test_every_answer_that_holds_personal_fields_is_marked_or_said_to_be_none(described: tuple[Flask, Json]) -> None:
    app, spec = described
    marked = marks(app)
    unmarked = {
        (method, path) for method, path, shown in answers(spec)
        if shown & PERSONAL and not marked[method, path]
    }
    assert unmarked == NOT_A_LOOK


def test_every_action_that_shows_people_marks_a_view(described: tuple[Flask, Json]) -> None:
    app, _ = described
    showing = {action for action in table().actions if table().shows_people(action)}
    assert len(showing) > 15
    assert showing <= set(marks(app).values())


def test_papers_and_downloads_with_names_are_marked_though_no_field_says_so(described: tuple[Flask, Json]) -> None:
    app, _ = described
    marked = marks(app)
    for method, path in (
        ("post", "/api/v1/receipts/printouts"), ("get", "/api/v1/activities/{activity}/badges.pdf"),
        ("get", "/api/v1/activities/{activity}/registrations/export.csv"),
        ("get", "/api/v1/golf-tournaments/{id}/players/export.xlsx"),
        ("get", "/api/v1/golf-tournaments/{id}/flights.pdf"),
        ("get", "/api/v1/statement-imports/{import_id}/preview"),
    ):
        assert marked[method, path], path
    assert {what for (_, path), what in marked.items() if "bank-file" in path} == {"payout.bank_file"}
