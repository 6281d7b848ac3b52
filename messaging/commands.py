"""The entrypoint for commands: nameko's ``rpc``, with answers that can't take the service down with them.

Use it as ``@rpc`` above ``@answers(Schema)``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
import structlog
from kombu.serialization import register
from nameko.amqp.publish import Publisher
from nameko.rpc import Responder, Rpc, RpcConsumer, get_rpc_exchange

from messaging.consuming import SettlingQueueConsumer, timeouts_are_failures

log = structlog.get_logger()

CONFIRM_SECONDS = 5

# The same JSON as kombu's own, several times quicker: a batch of gifts is a large message.
register("json", orjson.dumps, orjson.loads, content_type="application/json", content_encoding="utf-8")


class BoundedResponder(Responder):  # type: ignore[misc]  # nameko has no types
    """nameko's own waits for the broker's confirm of an answer without a limit.

    One more try is for a connection that the broker has closed; after that the caller has given up."""

    publisher_cls = partial(
        Publisher, confirm_timeout=CONFIRM_SECONDS, retry_policy={"max_retries": 1, "interval_start": 0}
    )


class CommandConsumer(RpcConsumer):  # type: ignore[misc]
    """Hands commands out and sends their answers."""

    queue_consumer = SettlingQueueConsumer()

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
