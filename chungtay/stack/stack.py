"""The product on one machine: start it, wait until it truly works, look at it, stop it."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from chungtay.stack import cluster, machine, orphans, ready, servers
from chungtay.stack.environment import OF_ONE_KIND, PASSED_ON, keep_for_commands
from chungtay.stack.errors import StackError
from chungtay.stack.layout import CHECKOUT, Layout
from chungtay.stack.locking import locked
from chungtay.stack.ports import Ports
from chungtay.stack.processes import (
    EMBEDDED_BROKER,
    EMBEDDED_MONGO,
    PROCESSES,
    SERVERS,
    Process,
    counts_of,
    kind_of,
    process_list,
)
from chungtay.stack.secrets import SECRET_KEY, Secrets
from chungtay.stack.supervisor import Supervisor, configuration, programs, tail

Progress = Callable[[str, str], None]

_GUARDIAN = "guardian"
_READY_WITHIN_SECONDS = 120.0
_TOO_MANY_STARTS = 4
_STOP_WITHIN_SECONDS = 90.0

_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""glibc gives threads up to eight arenas per core, each of which keeps what it once needed: the gateway with its
64 threads then grows for as long as one meets a larger request than before (docs/soak.md)."""


def _silent(_process: str, _state: str) -> None:
    pass


class Stack:
    """All processes of one installation, in a folder (`home`) and on ports of their own.

    `environ` gives settings: MONGO_URL and AMQP_URL (then that server is the user's and not started here),
    CHUNGTAY_HOST, _DB_PREFIX, _LOG_LEVEL, _CRASH_AT, _SECRET_KEY, _PROCESSES (how many of a kind), _MEMBERS (3: a
    cluster). `environ_of` adds variables for the processes of a kind, or for one by its name. With `owned` the stack
    ends by itself when the calling process is gone, however it went.
    """

    def __init__(
        self,
        home: Path,
        ports: Ports | None = None,
        environ: Mapping[str, str] | None = None,
        environ_of: Mapping[str, Mapping[str, str]] | None = None,
        owned: bool = False,
    ) -> None:
        given = environ or {}
        self.layout = Layout(
            home=home.resolve(),
            ports=ports or Ports(),
            users_mongo_url=given.get("MONGO_URL", ""),
            users_amqp_url=given.get("AMQP_URL", ""),
            host=given.get("CHUNGTAY_HOST") or "127.0.0.1",
            members=cluster.members_of(given.get(cluster.MEMBERS, "")),
        )
        self._counts = counts_of(given.get(PROCESSES, ""))
        self.secrets = Secrets(self.layout.home)
        self._given = given
        self._environ_of = environ_of or {}
        self._owned = owned
        self._supervisor = Supervisor(self.layout)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Stack":
        """The stack that `chungtay up` means: CHUNGTAY_HOME (default `.chungtay` in the checkout) and settings."""
        home = environ.get("CHUNGTAY_HOME") or CHECKOUT / ".chungtay"
        return cls(Path(home), Ports.from_environ(environ), environ)

    def processes(self) -> list[Process]:
        """The processes of this stack in starting order, without the servers that are the user's own."""
        not_ours = (EMBEDDED_MONGO if self.layout.users_mongo_url else ()) + (
            EMBEDDED_BROKER if self.layout.users_amqp_url else ()
        )
        return [process for process in process_list(self.layout, self._counts) if process.kind not in not_ours]

    def environ(self) -> dict[str, str]:
        """The settings that our processes get, without the secret key."""
        passed_on = {name: self._given[name] for name in PASSED_ON if self._given.get(name)}
        if workers := self._counts.get("gateway"):
            passed_on["CHUNGTAY_GATEWAY_WORKERS"] = str(workers)
        return passed_on | {
            "MONGO_URL": self.layout.mongo_url,
            "AMQP_URL": self.layout.amqp_url,
            "CHUNGTAY_HOME": str(self.layout.home),
            "CHUNGTAY_HOST": self.layout.host,
            "CHUNGTAY_PORT": str(self.layout.ports.gateway),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, processes: Sequence[str] | None = None, progress: Progress = _silent) -> None:
        """Start the named processes (default: all), servers first, each group once the one before is ready.

        What runs already with the same settings stays as it is. Raises StackError.
        """
        self.layout.make_folders()
        with locked(self.layout.run / "stack.lock"):
            if processes is None and self.layout.unfinished_restore.exists():
                raise StackError(
                    "A restore was begun here and has not ended: only a part of the data is there.",
                    "Run it again: chungtay restore FILE",
                )
            wanted = [p for p in self.processes() if processes is None or p.name in processes]
            self._bring_supervisor(wanted, progress)
            ours = [process for process in wanted if process.kind in SERVERS]
            for group in (
                [process for process in ours if process.kind != "rabbitmq"],
                [process for process in ours if process.kind == "rabbitmq"],
                [process for process in wanted if process.kind not in SERVERS],
            ):
                if any(process.kind == "projector" for process in group):
                    self._bring_report_up_to_date(progress)
                started = self._start_group(group, progress)
                if group and group[0].kind in SERVERS:
                    self.wait_ready([process.name for process in group], progress=progress)
                if any(process.kind == "rabbitmq" for process in started):
                    self._prepare_broker(progress)
            machine.check_users_servers(self.layout)

    def _bring_report_up_to_date(self, progress: Progress) -> None:
        known = self._supervisor.processes()
        if any(kind_of(name) == "projector" and info["statename"] == "RUNNING" for name, info in known.items()):
            return
        from chungtay.stack import upgrading  # only now: a second `make up` is to be quick

        prefix = self.environ().get("CHUNGTAY_DB_PREFIX", "chungtay")
        upgrading.bring_report_up_to_date(self.layout.mongo_url, f"{prefix}_gateway", progress)

    def _prepare_broker(self, progress: Progress) -> None:
        if self.layout.members > 1:
            progress("rabbitmq", "joining the nodes")
            cluster.join(self.layout)
        servers.declare_queues_for_good(self.layout)
        if self.layout.members > 1:
            cluster.spread_queues(self.layout)

    def start_servers(self, progress: Progress = _silent) -> None:
        """Start MongoDB and RabbitMQ only, unless they are the user's own, and wait until both can be used."""
        self.start([process.name for process in self.processes() if process.kind in SERVERS], progress)

    def wait_ready(
        self,
        processes: Sequence[str] | None = None,
        timeout: float = _READY_WITHIN_SECONDS,
        progress: Progress = _silent,
    ) -> None:
        """Wait until each process truly works (servers answer, consumers consume, the gateway answers /readyz).

        Raises StackError with the last log lines of the one at fault.
        """
        waiting = {p.name: p for p in self.processes() if processes is None or p.name in processes}
        starts: dict[str, set[object]] = {name: set() for name in waiting}
        deadline = time.monotonic() + timeout
        while waiting:
            known = self._supervisor.processes()
            for name, process in list(waiting.items()):
                info = known.get(name, {})
                starts[name].add(info.get("start"))
                if ready.is_ready(self.layout, process, known):
                    progress(name, "ready")
                    del waiting[name]
                elif info.get("statename") == "FATAL" or len(starts[name]) > _TOO_MANY_STARTS:
                    raise self._failure(name, f"Process {name} ends again and again.")
            if waiting and time.monotonic() > deadline:
                name = next(iter(waiting))
                missing = waiting[name].ready.value
                raise self._failure(name, f"Process {name} is not ready after {timeout:.0f} s ({missing}: not yet).")
            if waiting:
                time.sleep(0.15)

    def stop(self, progress: Progress = _silent) -> None:
        """Stop everything: first who uses the servers, then the servers; nothing of this stack runs afterwards."""
        self.layout.make_folders()
        with locked(self.layout.run / "stack.lock"):
            self._stop(progress)

    def pid_of(self, name: str) -> int | None:
        """Process id of a process, None when it does not run now."""
        return self._supervisor.processes().get(name, {}).get("pid") or None

    def start_process(self, name: str) -> None:
        """Start a single process again after `stop_process`."""
        self._supervisor.start_process(name)

    def stop_process(self, name: str) -> None:
        """Stop a single process and wait until it has ended; it stays stopped."""
        self._supervisor.stop_process(name)

    def status(self) -> dict[str, tuple[str, int | None, bool]]:
        """For each process: the supervisor's word for its state, its process id, whether it is ready."""
        known = self._supervisor.processes()
        return {
            process.name: (
                str(known.get(process.name, {}).get("statename", "NOT STARTED")),
                known.get(process.name, {}).get("pid") or None,
                ready.is_ready(self.layout, process, known),
            )
            for process in self.processes()
        }

    def add_virtual_host(self, name: str) -> str:
        """Make a virtual host on the embedded broker, unless it is there, and give its address."""
        servers.add_virtual_host(self.layout, name)
        return ";".join(f"{url}{name}" for url in self.layout.amqp_urls)

    def log_of(self, name: str) -> Path:
        """The log file of a process."""
        return self.layout.logs / f"{name}.log"

    def _bring_supervisor(self, wanted: Sequence[Process], progress: Progress) -> None:
        told = self._processes_and_environs()
        files = [configuration(self.layout, [process for process, _ in told]), programs(told)]
        if self._supervisor.is_running():
            if self._supervisor.in_use() == files:
                return
            progress("settings", "changed: starting anew")
        self._stop(progress)
        machine.check(self.layout, {process.kind for process in wanted})
        servers.prepare_folders(self.layout)
        if self.layout.members > 1:
            cluster.prepare(self.layout)
        self._supervisor.start(*files)
        keep_for_commands(self.layout, self.layout.ports.to_environ() | self.environ())

    def _processes_and_environs(self) -> list[tuple[Process, dict[str, str]]]:
        told = [(process, self._environ_for(process)) for process in self.processes()]
        if self._owned:
            owner = os.getpid()
            command = ("-m", "chungtay.stack.guardian", str(owner), str(orphans.started_at(owner)))
            told.append((Process(_GUARDIAN, (sys.executable, *command)), {}))
        return told

    def _environ_for(self, process: Process) -> dict[str, str]:
        own = dict(self._environ_of.get(process.kind, {})) | dict(self._environ_of.get(process.name, {}))
        if process.kind in EMBEDDED_MONGO:
            return own
        if process.kind in EMBEDDED_BROKER:
            return servers.rabbitmq_environ(self.layout, process.number) | own
        told = _FEW_ARENAS | self.environ() | {"CHUNGTAY_PROCESS": process.name}
        told |= {name: self._given[name] for name in OF_ONE_KIND.get(process.kind, ()) if self._given.get(name)}
        if process.needs_secret_key:
            told[SECRET_KEY] = self._given.get(SECRET_KEY) or self.secrets.secret_key()
        return told | own

    def _start_group(self, group: Sequence[Process], progress: Progress) -> list[Process]:
        known = self._supervisor.processes()
        stopped = [p for p in group if known.get(p.name, {}).get("statename") not in ("RUNNING", "STARTING")]
        for process in stopped:
            progress(process.name, "starting")
            self._supervisor.start_process(process.name)
        if self._owned and known.get(_GUARDIAN, {}).get("statename") not in ("RUNNING", "STARTING"):
            self._supervisor.start_process(_GUARDIAN)
        return stopped

    def _stop(self, progress: Progress) -> None:
        known = self._supervisor.processes()
        running = [name for name, info in known.items() if info["statename"] in ("RUNNING", "STARTING", "BACKOFF")]
        # By name: what runs may have been started with other counts than those of now.
        of_servers = [name for name in running if kind_of(name) in SERVERS]
        for group in ([name for name in running if name not in of_servers], of_servers):
            for name in (name for name in group if name != _GUARDIAN):
                progress(name, "stopping")
            self._supervisor.stop_processes(group, _STOP_WITHIN_SECONDS)
        self._supervisor.shutdown()
        left = self._left_after(_STOP_WITHIN_SECONDS if known else 0)
        if left:
            progress("left behind by a killed supervisor", "ending")
            orphans.end(left, within_seconds=30)
        for stale in (self.layout.supervisor_socket, self.layout.run / "supervisord.pid"):
            stale.unlink(missing_ok=True)
        for sign in self.layout.run.glob("*.ready"):
            sign.unlink(missing_ok=True)

    def _left_after(self, seconds: float) -> list[int]:
        servers.wait_for(lambda: not orphans.marked_processes(self.layout.home), seconds)
        return orphans.marked_processes(self.layout.home)

    def _failure(self, name: str, problem: str) -> StackError:
        log = self.log_of(name)
        return StackError(problem, f"Its log is {log}. Then: chungtay doctor", tail(log))
