"""How gunicorn runs the gateway: two processes of threads, each connecting for itself after the fork."""

import logging
from typing import Any

from runtime import logs, readiness
from runtime.settings import load

_settings = load()
_settings.secret_key  # noqa: B018  # fail here, by name, rather than in every worker

bind = f"{_settings.host}:{_settings.port}"
worker_class = "gthread"
workers = 2
threads = 48
preload_app = False  # connections to MongoDB and the broker must not cross a fork
timeout = 30
graceful_timeout = 10
keepalive = 20
proc_name = "chungtay-gateway"
control_socket_disable = True

accesslog = None  # the gateway's own lines say what matters, without addresses of people
errorlog = "-"


def on_starting(_server: Any) -> None:
    """Let gunicorn's own lines go the way of all others."""
    logs.configure("gateway", _settings.log_level)
    for name in ("gunicorn.error", "gunicorn.access"):
        theirs = logging.getLogger(name)
        theirs.handlers.clear()
        theirs.propagate = True


def when_ready(_server: Any) -> None:
    """The socket listens: hang out the sign."""
    readiness.mark_ready("gateway")
