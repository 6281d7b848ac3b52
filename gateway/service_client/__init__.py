"""How the gateway asks the services: one RPC per command, each with its deadline; donations in micro-batches."""

from __future__ import annotations

from flask import Flask, current_app

from gateway.service_client.client import ServiceClient
from messaging.rpc_client import ServiceAway, ServiceFault
from runtime.settings import Settings

__all__ = ["ServiceAway", "ServiceClient", "ServiceFault", "init_app", "services"]

_EXTENSION = "chungtay_services"


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its client.  Connections are opened by the first call, so after any fork."""
    app.extensions[_EXTENSION] = ServiceClient(settings.amqp_url)


def services() -> ServiceClient:
    """The client of the app that serves this request."""
    client: ServiceClient = current_app.extensions[_EXTENSION]
    return client
