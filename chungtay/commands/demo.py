"""`chungtay demo`: the demo accounts and the demo campaign."""

from __future__ import annotations

from functools import cache

import click

from chungtay.console import out
from chungtay.demo.accounts import make_accounts
from chungtay.demo.peak_month import CAMPAIGN, play
from chungtay.gateway_client import GatewayClient
from chungtay.stack.secrets import Secrets
from gateway.database import database
from runtime import settings

_DONE = "demo_loaded"


@click.command()
def demo() -> None:
    """Make the demo accounts and play the demo campaign through the gateway.  Does nothing the second time."""
    config = settings.load()
    secrets = Secrets(config.home)
    make_accounts(config, secrets)
    marks = database()["marks"]
    if marks.find_one({"_id": _DONE}):
        out.print(f"The demo campaign {CAMPAIGN} is there already.", markup=False)
        return
    passwords = secrets.demo_logins()

    @cache
    def log_in(username: str) -> GatewayClient:
        return GatewayClient(username, passwords[username])

    play(log_in, lambda what: out.print(f"- demo: {what}", markup=False))
    marks.insert_one({"_id": _DONE})
