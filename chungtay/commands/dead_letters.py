"""`chungtay dead-letters`: messages that could not be handled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from chungtay.console import out
from contracts.subscriptions import SUBSCRIPTIONS
from messaging import dead_letters as parked
from messaging.publisher import BrokerAway
from runtime import settings

T = TypeVar("T")

_QUEUES = click.Choice(list(SUBSCRIPTIONS))


@click.group("dead-letters")
def dead_letters() -> None:
    """Messages that no retry could handle, parked with their reason."""


@dead_letters.command("list")
@click.option("--queue", type=_QUEUES, help="Only those of this work queue.")
def list_parked(queue: str | None) -> None:
    """One line per parked message: id, queue, type, reason."""
    letters = _asking(lambda url: parked.look(url, queue))
    if not letters:
        out.print("No parked messages.")
    for letter in letters:
        out.print(f"{letter.id}  {letter.queue}  {letter.type or '(no type)'}  {letter.reason}", markup=False)
    for name, number in _asking(lambda url: parked.not_looked_at(url, queue)).items():
        out.print(f"{number} more of {name} are not shown: only the first {parked.MOST} are.", markup=False)


@dead_letters.command()
@click.argument("message_id")
def show(message_id: str) -> None:
    """Everything about one parked message."""
    for letter in _asking(parked.look):
        if letter.id == message_id:
            facts = {"id": letter.id, "queue": letter.queue, "type": letter.type, "reason": letter.reason,
                     "parked at": letter.parked_at or "not known", "headers": letter.headers,
                     "body": letter.body.decode(errors="replace")}
            for name, value in facts.items():
                out.print(f"{name}: {value}", markup=False)
            return
    raise _not_parked(message_id)


@dead_letters.command()
@click.argument("message_id")
def replay(message_id: str) -> None:
    """Send one parked message to its queue again, after its cause has been mended."""
    letter = _asking(lambda url: parked.replay(url, message_id))
    if letter is None:
        raise _not_parked(message_id)
    out.print(f"Sent again to {letter.queue}.", markup=False)


@dead_letters.command()
@click.argument("message_id")
@click.confirmation_option(prompt="Discard this message for good?")
def discard(message_id: str) -> None:
    """Drop one parked message for good."""
    letter = _asking(lambda url: parked.discard(url, message_id))
    if letter is None:
        raise _not_parked(message_id)
    out.print(f"Discarded: {letter.type or '(no type)'}, {letter.reason}", markup=False)


def _asking(ask: Callable[[str], T]) -> T:
    try:
        return ask(settings.load().amqp_url)
    except BrokerAway as error:
        raise click.ClickException(f"The broker can't be asked: {error}\nRun: chungtay doctor") from error


def _not_parked(message_id: str) -> click.ClickException:
    beyond = _asking(parked.not_looked_at)
    if beyond:
        return click.ClickException(
            f"No message {message_id} among the first {parked.MOST} parked of each queue; "
            f"{sum(beyond.values())} more stand behind them in {', '.join(beyond)}.  Replay or discard some first."
        )
    return click.ClickException(f"No parked message {message_id}.  See: chungtay dead-letters list")
