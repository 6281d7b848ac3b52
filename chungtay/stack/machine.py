"""Whether this machine can run what is wanted, told before anything is started."""

from collections.abc import Set
from functools import partial

from chungtay.stack import cluster, servers
from chungtay.stack.errors import StackError
from chungtay.stack.layout import Layout
from chungtay.stack.ports import SETTINGS, is_answering

_FREED_WITHIN_SECONDS = 2.0
"""A server of ours that was killed just now holds its port for a moment more."""

_NEEDS = {
    "mongo": "mongod",
    "epmd": "epmd",
    "rabbit": "rabbitmq",
    "rabbit_nodes": "rabbitmq",
    "gateway": "gateway",
}


def check(layout: Layout, kinds: Set[str]) -> None:
    """Raise StackError unless the programs are here, the data fit, and the ports are free that these kinds need."""
    if "mongod" in kinds:
        cluster.check_data_is_of(layout)
        servers.check_mongod_runs()
    if "rabbitmq" in kinds:
        servers.check_rabbitmq_is_installed()
        servers.check_broker_data_was_not_moved(layout)
    for name, setting in SETTINGS.items():
        for port in layout.ports.taken_by(name, layout.members):
            if _NEEDS[name] in kinds and not servers.wait_for(partial(_is_free, port), _FREED_WITHIN_SECONDS):
                raise StackError(
                    f"Port {port}, which {_NEEDS[name]} needs, is taken by another program.",
                    f"Stop that program, or choose another port: {setting}={port + 1000 if port < 64000 else 8000}",
                )


def _is_free(port: int) -> bool:
    return not is_answering(port)


def check_users_servers(layout: Layout) -> None:
    """Raise StackError when a server that the user has named can't be used."""
    for setting, url, problem in (
        ("MONGO_URL", layout.users_mongo_url, servers.mongo_problem),
        ("AMQP_URL", layout.users_amqp_url, servers.broker_problem),
    ):
        if url and (words := problem(url)):
            raise StackError(f"The server of {setting} {words}.", f"Start it, or correct {setting}.")
