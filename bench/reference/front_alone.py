"""Flask that validates the same gift and answers it, with no service, broker or database behind it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from marshmallow import ValidationError

from contracts.commands.donations.intake import RecordDonation

_shape = RecordDonation()


def create_app() -> Flask:
    """The WSGI application."""
    app = Flask("alone")

    @app.post("/donations")
    def record() -> tuple[Response, int]:
        try:
            gift: dict[str, Any] = _shape.load(request.get_json())
        except ValidationError as error:
            return jsonify(errors=error.messages), 422
        gift["received_on"] = gift["received_on"].isoformat()
        now = datetime.now(UTC).isoformat()
        return jsonify({**gift, "donation_id": uuid.uuid4().hex, "recorded_at": now}), 201

    return app
