"""Three RabbitMQ nodes and three MongoDB members instead of one each: any one of a kind may die, and all goes on.

Nothing here runs in a stack of one. Decision 0012 says why it is as it is.
"""

import secrets

from chungtay.stack import servers
from chungtay.stack.errors import StackError
from chungtay.stack.layout import Layout

MEMBERS = "CHUNGTAY_MEMBERS"
"""The setting that asks for a cluster."""

OF_A_CLUSTER = 3
_JOINED_WITHIN_SECONDS = 60.0

_CONFIGURATION = """\
cluster_formation.peer_discovery_backend = classic_config
{nodes}
# A node that hung, or was cut off, and comes back has missed what the others agreed on: it is started anew.  By
# pause_minority it would not be, when it finds them all again at once, and would go on with a truth of its own.
# Events are safe from two truths: a quorum queue knows its majority.
cluster_partition_handling = autoheal
# A node that hangs is given up after 15 to 25 s; the default is a minute.
net_ticktime = 20
"""


def members_of(text: str) -> int:
    """How many members `CHUNGTAY_MEMBERS` asks for: 1 or 3. Raises StackError."""
    if text not in ("", "1", str(OF_A_CLUSTER)):
        raise StackError(
            f"{MEMBERS}={text} must be 1 or {OF_A_CLUSTER}: two members have no majority once one of them is away.",
            f"Example: {MEMBERS}={OF_A_CLUSTER}",
        )
    return int(text or 1)


def check_data_is_of(layout: Layout) -> None:
    """Raise StackError when the data were made by another number of members: more would have no majority now, and
    one does not become three by being started so."""
    made_by = sum((layout.data / name).exists() for name in ("mongodb", "mongodb-2", "mongodb-3"))
    if made_by == OF_A_CLUSTER > layout.members:
        raise StackError(
            f"The data in {layout.data} were made by a cluster of {OF_A_CLUSTER} members.",
            f"Start it as one: {MEMBERS}={OF_A_CLUSTER}, or make cluster for the one in .chungtay-cluster.",
        )
    if made_by == 1 and layout.members > 1:
        raise StackError(
            f"The data in {layout.data} were made by one member; a cluster needs a home of its own.",
            "Run: make cluster. Or name an empty folder: CHUNGTAY_HOME=/srv/chungtay-cluster chungtay --cluster up",
        )


def prepare(layout: Layout) -> None:
    """Write what the RabbitMQ nodes need to find and trust each other; after `servers.prepare_folders`."""
    nodes = "\n".join(
        f"cluster_formation.classic_config.nodes.{number} = {servers.node_name(number)}"
        for number in range(1, layout.members + 1)
    )
    with (layout.run / "rabbitmq.conf").open("a") as file:
        file.write(_CONFIGURATION.format(nodes=nodes))
    # Erlang makes a cookie of its own where there is none; three nodes that start at once would make three.
    cookie = layout.data / "rabbitmq" / ".erlang.cookie"
    if not cookie.exists():
        cookie.touch(mode=0o600)
        cookie.write_text(secrets.token_hex(20))
        cookie.chmod(0o400)


def join(layout: Layout) -> None:
    """Wait until all nodes are one cluster. Raises StackError."""
    if not servers.wait_for(lambda: _running(layout) == layout.members, _JOINED_WITHIN_SECONDS, every=0.5):
        raise StackError(
            f"The {layout.members} RabbitMQ nodes did not become one cluster within {_JOINED_WITHIN_SECONDS:.0f} s.",
            "Look at their logs: chungtay --cluster logs rabbitmq rabbitmq-2 rabbitmq-3",
        )


def spread_queues(layout: Layout) -> None:
    """See that each quorum queue has a member on every node: one declared while a node was away has not."""
    for number in range(1, layout.members + 1):
        servers.rabbitmqctl(layout, "eval", _GROW.format(node=servers.node_name(number)))


# What `rabbitmq-queues grow <node> all` does, without a line for each queue that has nothing to gain.
_GROW = "[rabbit_quorum_queue:grow('{node}', <<\".*\">>, <<\".*\">>, all)]."


def _running(layout: Layout) -> int:
    told = servers.rabbitmqctl(layout, "eval", "length(rabbit_nodes:all_running()).").strip()
    return int(told) if told.isdecimal() else 0


