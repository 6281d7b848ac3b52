"""The rules that every address of the API keeps, held by walking its OpenAPI document."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from gateway import api

Json = dict[str, Any]

BOUNDED = {
    # Lists that can't grow long, and so have no pages: how long each can be is said in the module that makes it.
    "/api/v1/activities/{activity}/call-list", "/api/v1/activities/{activity}/guest-lists", "/api/v1/checklists",
    "/api/v1/clocks", "/api/v1/golf-rounds/{id}/links",
    "/api/v1/golf-tournaments/{id}/sponsors", "/api/v1/indicators/table", "/api/v1/matching/pledges",
    "/api/v1/parked-messages", "/api/v1/payment-batches/{id}/payments", "/api/v1/programmes", "/api/v1/receipts/search",
    "/api/v1/recognition-rules",
    "/api/v1/supervision-visits/{id}/evidence", "/api/v1/me/sessions",
    "/api/v1/webhook-subscribers/event-types", "/api/v1/unit-reports/{id}/narrative",
}

NEXT_OF_A_PROGRAMME = "/api/v1/activities/{activity}/run-sheet"
"""Its ``next`` is the item that comes next on stage."""


@pytest.fixture(scope="module")
def document() -> Json:
    app = Flask("gateway", static_folder=None)
    api.register(app)
    with app.test_client() as client:
        return dict(client.get("/api/v1/openapi.json").json or {})


def reads(document: Json) -> list[tuple[str, Json, Json]]:
    """Every GET that answers with JSON: its address, its description, the shape of its answer."""
    found = []
    for path, operations in document["paths"].items():
        read = operations.get("get")
        told = read and read["responses"]["200"].get("content", {}).get("application/json")
        if told:
            shape = told["schema"]
            if "$ref" in shape:
                shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
            found.append((path, read, shape))
    assert len(found) > 100
    return found


def parameters(operation: Json) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", [])}


def test_every_read_has_an_etag_and_answers_304_to_whoever_has_it(document: Json) -> None:
    for path, read, _ in reads(document):
        assert "ETag" in read["responses"]["200"]["headers"], path
        assert "304" in read["responses"], path
        assert "If-None-Match" in parameters(read), path


def test_every_list_has_pages_or_says_why_it_needs_none(document: Json) -> None:
    without_pages = set()
    for path, read, shape in reads(document):
        properties = shape.get("properties", {})
        marks = {"next", "next_after"} & set(properties)
        lists = [name for name, field in properties.items() if field.get("type") == "array"]
        if marks and path != NEXT_OF_A_PROGRAMME:
            assert "limit" in parameters(read), path
            assert {"after", "before"} & parameters(read), path
        elif lists and len(properties) <= 2:
            without_pages.add(path)
    assert without_pages == BOUNDED


def test_every_step_of_a_resource_with_a_version_takes_if_match(document: Json) -> None:
    taking = [
        path for path, operations in document["paths"].items() if "If-Match" in parameters(operations.get("post", {}))
    ]
    assert len(taking) > 60
    assert "/api/v1/houses/{id}/survey" in taking


def test_every_error_is_described_as_problem_json(document: Json) -> None:
    for name, answer in document["components"]["responses"].items():
        if "content" in answer:
            assert set(answer["content"]) == {"application/problem+json"}, name
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert method == "parameters" or "default" in operation["responses"], f"{method} {path}"


def test_no_number_in_a_query_is_larger_than_the_database_can_keep(document: Json) -> None:
    for path, read, _ in reads(document):
        for parameter in read.get("parameters", []):
            if "integer" in parameter["schema"].get("type", ""):
                assert parameter["schema"].get("maximum", 2**64) < 2**63, f"{path} {parameter['name']}"
