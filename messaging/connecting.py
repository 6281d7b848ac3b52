"""Connecting to a broker of one node or of several."""

from __future__ import annotations

from kombu import Connection


def connect(connection: Connection) -> None:
    """Connect to the first node that answers, of all those in the connection's address.

    kombu's own ``connect`` asks two nodes at the most.  Raises what the last one said
    (``amqp.exceptions.AMQPError`` or :class:`OSError`)."""
    tries_again = max(1, len(connection.alt) - 1)
    connection.ensure_connection(max_retries=tries_again, reraise_as_library_errors=False)
