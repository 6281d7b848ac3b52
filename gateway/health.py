"""Is this process alive, and can it do its job?"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response, jsonify
from kombu import Connection

from gateway import database
from messaging.connecting import connect
from runtime.logs import get_logger
from runtime.settings import Settings

ANSWER_WITHIN_SECONDS = 2

log = get_logger(__name__)


def register(app: Flask, settings: Settings) -> None:
    """Add `/healthz` (this process answers) and `/readyz` (so do MongoDB, the read models and the broker)."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def healthz() -> Response:
        return jsonify({"alive": True})

    @pages.get("/readyz")
    def readyz() -> tuple[Response, int]:
        found = parts(settings)
        ready = all(found.values())
        return jsonify({"ready": ready, **found}), 200 if ready else 503

    app.register_blueprint(pages)


def parts(settings: Settings) -> dict[str, bool]:
    """Whether MongoDB, the read models and the broker answer."""
    return {
        "mongo": _works("mongo", _ask_mongo),
        "read_models": _works("read_models", _ask_read_models),
        "broker": _works("broker", lambda: _ask_broker(settings.amqp_url)),
    }


def _works(name: str, ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception as error:  # whatever is wrong with it, it is not ready
        log.warning("not_ready", part=name, error=str(error))
        return False
    return True


def _ask_mongo() -> None:
    database.client().admin.command("ping")


def _ask_read_models() -> None:
    database.database()["positions"].find_one({}, max_time_ms=ANSWER_WITHIN_SECONDS * 1000)


def _ask_broker(amqp_url: str) -> None:
    with Connection(amqp_url, connect_timeout=ANSWER_WITHIN_SECONDS) as connection:
        connect(connection)
