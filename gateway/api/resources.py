"""What most resources offer, a line for each in their module: making one, reading it, and each further step of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema

from contracts.commands import Command
from gateway.access.current import for_those_who_may, require
from gateway.api import conditional
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.taking_part import check_takes_part
from messaging.context import Expected


@dataclass(frozen=True)
class Resource:
    """A resource of a service.

    name: commands call its id ``<name>_id``, and its service gives it by ``get_<name>``, unless ``id_field`` and
    ``looks_up`` say otherwise; shown: the schema of what is answered; done_by: the field of the unit for which a step
    is taken, where that is another than the one it is about."""

    service: str
    blp: Blueprint
    name: str
    shown: type[Schema]
    looks_up: Callable[[str], dict[str, Any]] | None = None
    id_field: str = ""
    done_by: str = "unit"

    def find(self, id: str) -> dict[str, Any]:
        """The resource, from its service.  Raises the service's NotFound."""
        return self.looks_up(id) if self.looks_up else ask(self.service, f"get_{self.name}", {"id": id})

    def add_making(self, action: str, method: str, schema: type[Command], title: str) -> None:
        """Add ``POST /``, which asks for command ``method``; ``action`` is required for the unit that it names, which
        must take part in the campaign that it names; ``title`` in Vietnamese."""

        @self.blp.route("", methods=["POST"], endpoint=method)
        @for_those_who_may(action)
        @self.blp.arguments(schema)
        @self.blp.response(201, self.shown)
        @self.blp.doc(parameters=[KEY_PARAMETER], summary=title)
        def make(command: dict[str, Any]) -> Response:
            require(action, command["unit"])
            if self.service != "donations":  # which owns the campaigns, and looks itself
                check_takes_part(command["campaign"], command["unit"])
            return answer(ask(self.service, method, request.get_json(), key=idempotency_key()), 201)

    def add_reading(self, action: str, title: str) -> None:
        """Add ``GET /<id>``; ``action`` is required for the resource's unit."""

        @self.blp.route("/<id>", methods=["GET"], endpoint=f"get_{self.name}")
        @for_those_who_may(action)
        @self.blp.response(200, self.shown)
        @self.blp.doc(summary=title)
        def get(id: str) -> Response:
            found = self.find(id)
            require(action, found["unit"])
            return answer(found)

    def add_step(self, action: str, path: str, method: str, schema: type[Command], title: str) -> None:
        """Add ``POST /<id>/<path>``, which asks for command ``method``; ``action`` is required for the resource's
        unit.  Of a resource with a version it takes ``If-Match``."""
        id_field = self.id_field or f"{self.name}_id"
        versioned = {"version", id_field} <= set(self.shown().fields)
        parameters = [KEY_PARAMETER, *([conditional.IF_MATCH_PARAMETER] if versioned else [])]

        @self.blp.route(f"/<id>/{path}", methods=["POST"], endpoint=method)
        @for_those_who_may(action)
        @self.blp.arguments(schema(exclude=[id_field]))
        @self.blp.response(200, self.shown)
        @self.blp.doc(parameters=parameters, summary=title)
        def step(_command: dict[str, Any], id: str) -> Response:
            require(action, self.find(id)[self.done_by])
            payload = {**request.get_json(), id_field: id}
            version = conditional.expected_version() if versioned else None
            expects = None if version is None else Expected(id_field, id, version)
            return answer(ask(self.service, method, payload, key=idempotency_key(), expects=expects))
