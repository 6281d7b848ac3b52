"""The API's description is true and complete."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_smorest import Api

from gateway import api


@pytest.fixture(scope="module")
def described() -> tuple[Flask, dict[str, Any]]:
    """The API's routes and its OpenAPI description; no server is needed to describe it."""
    app = Flask("described")
    api.register(app)
    made: Api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return app, made.spec.to_dict()


def test_it_is_openapi_3_1_with_bearer_tokens(described: tuple[Flask, dict[str, Any]]) -> None:
    _, spec = described
    assert spec["openapi"] == "3.1.0"
    assert spec["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_route_of_the_api_is_described(described: tuple[Flask, dict[str, Any]]) -> None:
    app, spec = described
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith(("api-docs", "api_docs")):
            path = rule.rule.replace("<", "{").replace(">", "}")
            assert path in spec["paths"], path
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            assert {m.lower() for m in methods} <= set(spec["paths"][path]), path


def test_every_operation_says_in_words_what_it_does(described: tuple[Flask, dict[str, Any]]) -> None:
    _, spec = described
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert operation.get("summary"), f"{method} {path}"


def test_every_write_but_log_in_and_natural_keys_asks_for_an_idempotency_key(
    described: tuple[Flask, dict[str, Any]],
) -> None:
    _, spec = described
    # To print is to read; to cancel an import is the same however often it is asked; a list's keys are its file's hash
    # and row numbers; a payment's is its id at its provider; who is forgotten can't be forgotten again; a scan's is the
    # id that its device gave it, a hole's on a score card too, and that of what a team filled in on a visit; the same
    # answer to an invitation and the same signature leave everything as it was, and so does giving back one's place, or
    # taking it, once more; to open a dialogue by its code is to read, and the code must stand in no address.
    free = {
        "/api/v1/tokens", "/api/v1/receipts/printouts", "/api/v1/statement-imports",
        "/api/v1/statement-imports/{import_id}/cancellation", "/api/v1/webhooks/payments/{provider}",
        "/api/v1/activities/{activity}/guest-expiry", "/api/v1/public/invitations/{token}",
        "/api/v1/activities/{activity}/check-in/scans", "/api/v1/activities/{activity}/check-in/queue-files",
        "/api/v1/supervision-visits/queue-files",
        "/api/v1/activities/{activity}/invitation-letters", "/api/v1/public/golf-cards/{token}/entries",
        "/api/v1/public/golf-cards/{token}/signature", "/api/v1/public/complaints/dialogue",
        "/api/v1/public/registrations/{token}/withdrawal", "/api/v1/public/registrations/{token}/acceptance",
    }
    for path, operations in spec["paths"].items():
        if "post" in operations and path not in free and not path.endswith("/import"):
            named = [p.get("name") for p in operations["post"].get("parameters", [])]
            assert "Idempotency-Key" in named, path


def test_every_answer_that_is_a_refusal_is_described_as_a_problem(described: tuple[Flask, dict[str, Any]]) -> None:
    _, spec = described
    problem = spec["components"]["schemas"]["Problem"]["properties"]
    assert {"status", "code", "detail", "field", "remedy"} <= set(problem)
    default = spec["components"]["responses"]["DEFAULT_ERROR"]["content"]["application/problem+json"]
    assert default["schema"] == {"$ref": "#/components/schemas/Problem"}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                answer = operation["responses"]["default"]
                assert answer == {"$ref": "#/components/responses/DEFAULT_ERROR"}, f"{method} {path}"
