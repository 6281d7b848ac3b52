"""One further step of a thing that is there: ``POST /<resource>/<id>/<step>``, a line for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema

from contracts.commands import Command
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key


@dataclass(frozen=True)
class Steps:
    """The steps of one resource of donations.

    id_field: what commands call its id; find: the resource by its id, from the service; shown: what is answered."""

    blp: Blueprint
    id_field: str
    find: Callable[[str], dict[str, Any]]
    shown: type[Schema]

    def add_step(self, action: str, path: str, method: str, schema: type[Command], title: str) -> None:
        """Add ``POST /<id>/<path>``, which asks for command ``method``; ``action`` is required for the resource's
        unit; ``title`` in Vietnamese."""

        @self.blp.route(f"/<id>/{path}", methods=["POST"], endpoint=method)
        @for_those_who_may(action)
        @self.blp.arguments(schema(exclude=[self.id_field]))
        @self.blp.response(200, self.shown)
        @self.blp.doc(parameters=[KEY_PARAMETER], summary=title)
        def step(_command: dict[str, Any], id: str) -> Response:
            require(action, self.find(id)["unit"])
            payload = {**request.get_json(), self.id_field: id}
            return answer(ask("donations", method, payload, key=idempotency_key()))
