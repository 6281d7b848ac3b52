"""The entrypoint for commands: nameko's ``rpc``, with answers that can't take the service down with them.

Use it as ``@rpc`` above ``@answers(Schema)``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import orjson
import structlog
from kombu import Queue
from kombu.serialization import register
from nameko.amqp.publish import Publisher
from nameko.constants import DEFAULT_TRANSPORT_OPTIONS
from nameko.rpc import RPC_QUEUE_TEMPLATE, Responder, Rpc, RpcConsumer, get_rpc_exchange

from messaging.consuming import SettlingQueueConsumer, timeouts_are_failures

log = structlog.get_logger()

CONFIRM_SECONDS = 5
CONNECT_SECONDS = 15

# The same JSON as kombu's own, several times quicker: a batch of gifts is a large message.
register("json", orjson.dumps, orjson.loads, content_type="application/json", content_encoding="utf-8")


class AnswerPublisher(Publisher):  # type: ignore[misc]  # nameko has no types
    """kombu stops connecting after the time of one try: a node that hangs would use it up at each answer, and the
    next node would never be asked."""

    transport_options: ClassVar[dict[str, Any]] = {
        **DEFAULT_TRANSPORT_OPTIONS, "connect_retries_timeout": CONNECT_SECONDS
    }


class BoundedResponder(Responder):  # type: ignore[misc]  # nameko has no types
    """nameko's own waits for the broker's confirm of an answer without a limit.

    One more try is for a connection that the broker has closed; after that the caller has given up."""

    publisher_cls = partial(
        AnswerPublisher, confirm_timeout=CONFIRM_SECONDS, retry_policy={"max_retries": 1, "interval_start": 0}
    )


class CommandQueueConsumer(SettlingQueueConsumer):
    """A queue consumer for commands alone."""

    def declare(self, channel: Any) -> None:
        """Take away nameko's own durable queue, which earlier versions had: it would go on taking each command.

        A process of such a version must have ended: it would make its queue anew, and both would carry out each
        command."""
        for provider in self._providers:
            channel.queue_delete(RPC_QUEUE_TEMPLATE.format(provider.container.service_name))


class CommandConsumer(RpcConsumer):  # type: ignore[misc]
    """Hands commands out and sends their answers."""

    queue_consumer = CommandQueueConsumer()

    def setup(self) -> None:
        """A queue that lives as long as the node it is on; nameko's own is durable.

        A command is not worth more than its caller's few seconds of patience.  In a cluster a durable queue can't be
        used while its node is away; this one is gone with it, and the service makes it anew on the next (decision
        0012)."""
        if self.queue is None:  # type: ignore[has-type]
            service = self.container.service_name
            self.queue = Queue(
                f"commands.{service}", get_rpc_exchange(self.container.config), routing_key=f"{service}.*",
                durable=False,
            )
            self.queue_consumer.register_provider(self)
            self._registered = True

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> Any:
        """Answer, then acknowledge.

        An answer that can't be sent costs the answer only.  nameko lets the whole service die of it, and the command
        waits to do the same to the next one; its caller has an error from the broker or a deadline anyway."""
        try:
            result, exc_info = self._responder(message).send_response(result, exc_info)
        except Exception as error:  # whatever it is (the broker away, no reply address): the command is done
            log.error("answer_not_sent", command=message.delivery_info.get("routing_key"), error=repr(error))
        self.queue_consumer.ack_message(message)
        return result, exc_info

    def _responder(self, message: Any) -> Responder:
        config = self.container.config
        return BoundedResponder(config["AMQP_URI"], get_rpc_exchange(config), config["serializer"], message)


class Command(Rpc):  # type: ignore[misc]
    """A method that answers commands."""

    rpc_consumer = CommandConsumer()


def rpc(method: Callable[..., Any]) -> Callable[..., Any]:
    """Make a method answer commands sent to ``<service>.<method>``."""
    decorated: Callable[..., Any] = Command.decorator(timeouts_are_failures(method))
    return decorated
