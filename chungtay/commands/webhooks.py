"""`chungtay webhooks`: who is told what, what could not be delivered, and what to do with it."""

from __future__ import annotations

import click
from mongoengine.connection import ConnectionFailure
from pymongo.errors import PyMongoError
from rich.table import Table

from chungtay.console import out
from chungtay.stack import StackError
from contracts.refusals import Refusal
from gateway.database import connect, database
from gateway.webhooks import deliveries, store, subscribers
from runtime import settings
from runtime.clock import utc_now

MOST_SHOWN = 200


class _Told(click.Group):
    """A group whose commands tell refusals and an absent database in words."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise StackError(refusal.message, refusal.remedy) from refusal
        except (PyMongoError, ConnectionFailure) as error:
            raise StackError(f"MongoDB did not answer: {error}", "Run `chungtay doctor`, then this again.") from error


@click.group(cls=_Told)
def webhooks() -> None:
    """Subscribers that are told of events; they are made over the API (POST /webhook-subscribers)."""
    connect(settings.load())
    store.prepare(database())


@webhooks.command("list")
def list_subscribers() -> None:
    """Every subscriber: where to, how it goes, how many deliveries wait and how many were given up."""
    table = Table("subscriber", "url", "unit", "status", "waiting", "dead", "reason", box=None)
    for one in subscribers.page(database(), None, None, subscribers.MOST * 4, utc_now())["rows"]:
        numbers = [
            str(database()[store.DELIVERIES].count_documents({"subscriber": one["subscriber_id"], "status": status}))
            for status in ("waiting", "dead")
        ]
        table.add_row(one["subscriber_id"], one["url"], one["unit"], one["status"], *numbers, one["reason"])
    out.print(table)


@webhooks.command("deliveries")
@click.argument("subscriber")
@click.option("--status", type=click.Choice(["waiting", "delivered", "dead", "discarded"]), default="dead",
              show_default=True)
def list_deliveries(subscriber: str, status: str) -> None:
    """One line per delivery, the newest first: event id, type, tries, reason."""
    subscribers.find(database(), subscriber)
    page = deliveries.page(database(), subscriber, status, None, MOST_SHOWN)
    for one in page["rows"]:
        out.print(f"{one['event_id']}  {one['type']}  {one['tries']} tries  {one['last_error']}", markup=False)
    if not page["rows"]:
        out.print("None.")
    if page["next"]:
        out.print(f"Older ones are not shown: only the newest {MOST_SHOWN} are.")


@webhooks.command()
@click.argument("subscriber")
@click.argument("event_id")
def replay(subscriber: str, event_id: str) -> None:
    """Send what was given up again."""
    deliveries.replay(database(), subscriber, event_id, utc_now())
    out.print("It is sent again.")


@webhooks.command()
@click.argument("subscriber")
@click.argument("event_id")
@click.confirmation_option(prompt="Discard this delivery for good?")
def discard(subscriber: str, event_id: str) -> None:
    """Never send what was given up."""
    deliveries.discard(database(), subscriber, event_id, utc_now())
    out.print("Discarded.")


@webhooks.command()
@click.argument("subscriber")
def enable(subscriber: str) -> None:
    """Switch a subscriber on again; what happened meanwhile is delivered too."""
    subscribers.switch_on(database(), subscriber, utc_now())
    out.print("Switched on.")
