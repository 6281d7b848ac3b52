"""Whether an answer of the API is what its OpenAPI description promises: asked of every answer of every test."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import httpx
from jsonschema import Draft202012Validator

PREFIX = "/api/v1"


class Description:
    """The OpenAPI document of the running product."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        for shape in document["components"]["schemas"].values():
            # A reader may pass over a field that it does not know; an answer has none that is not described.
            if "properties" in shape:
                shape.setdefault("additionalProperties", False)
        self._checks: dict[int, Draft202012Validator] = {}

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], str]]:
        # Fixed addresses before those with a part left open, as the router has it.
        paths = sorted(self._document["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in paths]

    def broken(self, answer: httpx.Response) -> list[str]:
        """What in a good answer its description does not promise; nothing when all is as described."""
        path, status = answer.request.url.path, str(answer.status_code)
        known = next((name for pattern, name in self._paths if pattern.fullmatch(path)), None)
        if known is None:
            return [f"{path} is not described"]
        operation = self._document["paths"][known].get(answer.request.method.lower())
        if operation is None:
            return [f"{answer.request.method} {known} is not described"]
        told = operation["responses"].get(status) or operation["responses"].get("default", {})
        schema = told.get("content", {}).get("application/json", {}).get("schema")
        if schema is None or "json" not in answer.headers.get("Content-Type", ""):
            return []
        return [
            f"{answer.request.method} {known}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in self._check(schema).iter_errors(answer.json())
        ]

    def _check(self, schema: dict[str, Any]) -> Draft202012Validator:
        # By identity: the document lives as long as its checks.
        if id(schema) not in self._checks:
            self._checks[id(schema)] = Draft202012Validator({**schema, "components": self._document["components"]})
        return self._checks[id(schema)]
