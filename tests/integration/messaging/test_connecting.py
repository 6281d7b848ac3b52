"""A broker of several nodes is reached as long as one of them answers."""

from __future__ import annotations

import pytest
from amqp.exceptions import AMQPError
from kombu import Connection

from messaging.connecting import connect
from tests.conftest import Servers

pytestmark = pytest.mark.integration

NOBODY = "amqp://guest:guest@127.0.0.1:1/"


@pytest.mark.parametrize("dead_before", [0, 1, 2, 3])
def test_each_node_is_asked_until_one_answers(servers: Servers, dead_before: int) -> None:
    with Connection(";".join([NOBODY] * dead_before + [servers.amqp_url]), connect_timeout=3) as connection:
        connect(connection)
        assert connection.connected


def test_when_none_answers_it_says_so() -> None:
    with Connection(";".join([NOBODY] * 3), connect_timeout=3) as connection, pytest.raises((AMQPError, OSError)):
        connect(connection)
