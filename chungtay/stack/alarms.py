"""RabbitMQ's alarms: with a disk or memory that runs low it answers, but takes no messages."""

import subprocess
import time

import amqp
from kombu import Connection

from chungtay.stack import servers
from chungtay.stack.errors import StackError
from chungtay.stack.layout import Layout
from messaging.connecting import connect

_ANSWERS_WITHIN_SECONDS = 3.0
_NOBODYS_QUEUE = "chungtay.doctor.nobody"
_CAUSES = {"disk": "its disk is low", "memory": "its memory is low"}


def takes_messages(amqp_url: str) -> bool:
    """Whether the broker takes messages from publishers; asked with one that no queue gets.

    Raises amqp.AMQPError or OSError when it can't be asked."""
    said: list[bool] = []

    def returned(*_message: object) -> None:
        said.append(True)

    def blocked(_reason: str) -> None:
        said.append(False)

    with Connection(
        amqp_url, connect_timeout=_ANSWERS_WITHIN_SECONDS, transport_options={"on_blocked": blocked}
    ) as connection:
        connect(connection)
        channel = connection.channel()
        channel.events["basic_return"].add(returned)
        channel.basic_publish(amqp.Message(b""), exchange="", routing_key=_NOBODYS_QUEUE, mandatory=True)
        give_up_at = time.monotonic() + _ANSWERS_WITHIN_SECONDS
        while not said and (left := give_up_at - time.monotonic()) > 0:
            try:
                connection.drain_events(timeout=left)
            except TimeoutError:
                break
        taken = bool(said) and said[0]
        if not taken:
            connection.collect()  # no farewell: a broker that blocks us does not read it
    return taken


def why_blocked(layout: Layout) -> str:
    """What is low, in words, as the embedded broker says; of a broker of the user's own only what it can be."""
    unknown = "its disk or its memory is low"
    if layout.users_amqp_url:
        return unknown
    try:
        alarms = servers.rabbitmqctl(layout, "eval", "rabbit_alarm:get_alarms().")
    except (OSError, StackError, subprocess.TimeoutExpired):
        return unknown
    said = [words for cause, words in _CAUSES.items() if f"resource_limit,{cause}," in alarms]
    return " and ".join(said) or unknown
