"""Whether a process truly works, which is more than that it runs."""

from collections.abc import Mapping

from chungtay.stack import servers
from chungtay.stack.layout import Layout
from chungtay.stack.ports import answers_ready, is_answering
from chungtay.stack.processes import Process, Ready, kind_of
from runtime import readiness

Known = Mapping[str, Mapping[str, object]]
"""What the supervisor knows of each process, by name."""


def is_ready(layout: Layout, process: Process, known: Known) -> bool:
    """Servers answer, consumers consume, the gateway answers /readyz; of those that stand by one is at work."""
    if known.get(process.name, {}).get("statename") not in ("RUNNING", "STARTING"):
        return False
    match process.ready:
        case Ready.MONGO:
            return servers.ensure_replica_set(layout, process.number)
        case Ready.PORT:
            return is_answering(layout.ports.epmd)
        case Ready.BROKER:
            return not servers.broker_problem(layout.amqp_urls[process.number - 1])
        case Ready.SIGN:
            names = [name for name in known if kind_of(name) == process.kind] if process.stands_by else [process.name]
            return any(signs(layout, name, known) for name in names)
        case Ready.HTTP:
            return answers_ready(layout.web_address)


def signs(layout: Layout, name: str, known: Known) -> bool:
    """Whether the process that runs under this name has hung out its sign itself."""
    pid = known.get(name, {}).get("pid")
    return bool(pid) and readiness.ready_pid(name, layout.home) == pid
