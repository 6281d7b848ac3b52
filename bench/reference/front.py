"""The plain way, its front: Flask asks the service by nameko's stand-alone proxy.

Starting a proxy opens a connection and a reply queue, so the documentation's `with ClusterRpcProxy(...)` around each
request would be far slower; here each thread starts one and keeps it.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from flask import Flask, Response, jsonify, request
from marshmallow import ValidationError
from nameko.standalone.rpc import ClusterRpcProxy

from contracts.commands.donations.intake import RecordDonation

ANSWER_WITHIN_SECONDS = 5

_shape = RecordDonation()
_of_thread = threading.local()


def create_app() -> Flask:
    """The WSGI application."""
    app = Flask("plain")

    @app.post("/donations")
    def record() -> tuple[Response, int]:
        try:
            gift: dict[str, Any] = _shape.load(request.get_json())
        except ValidationError as error:
            return jsonify(errors=error.messages), 422
        gift["received_on"] = gift["received_on"].isoformat()
        return jsonify(_services().plain_donations.record(gift)), 201

    return app


def _services() -> Any:
    """The proxy of this thread, started by its first request."""
    if not hasattr(_of_thread, "services"):
        config = {"AMQP_URI": os.environ["AMQP_URL"], "serializer": "json"}
        _of_thread.services = ClusterRpcProxy(config, timeout=ANSWER_WITHIN_SECONDS).start()
    return _of_thread.services
