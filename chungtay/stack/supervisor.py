"""Our use of supervisord: its configuration, its start, and talking to it over its socket."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ProtocolError, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from chungtay.stack.errors import StackError
from chungtay.stack.layout import CHECKOUT, Layout
from chungtay.stack.orphans import MARK, mark_of
from chungtay.stack.private_files import write_private
from chungtay.stack.processes import Process

_LOG_BYTES = 10 * 1024 * 1024
_LOG_BACKUPS = 3
# With the pause growing by a second each time, a process is tried again for about half an hour.
_START_RETRIES = 60
_START_WITHIN_SECONDS = 15.0


def configuration(layout: Layout, processes: Sequence[Process]) -> str:
    """The text of supervisord.conf for these processes."""
    head = [
        "[unix_http_server]",
        f"file={_literal(layout.supervisor_socket)}",
        "chmod=0700",
        "",
        "[supervisord]",
        f"logfile={_literal(layout.logs / 'supervisord.log')}",
        f"logfile_maxbytes={_LOG_BYTES}",
        f"logfile_backups={_LOG_BACKUPS}",
        f"pidfile={_literal(layout.run / 'supervisord.pid')}",
        f"childlogdir={_literal(layout.logs)}",
        f"directory={_literal(CHECKOUT)}",
        "umask=077",
        *(["user=root"] if os.geteuid() == 0 else []),
        "",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface",
        "",
    ]
    return "\n".join(head + [line for process in processes for line in _program(layout, process)])


def programs(processes: Sequence[tuple[Process, Mapping[str, str]]]) -> str:
    """What `chungtay.launch` reads: command and environment of each process, as JSON."""
    told = {process.name: {"command": process.command, "environ": dict(environ)} for process, environ in processes}
    return json.dumps(told, indent=1, sort_keys=True)


def _program(layout: Layout, process: Process) -> list[str]:
    launch = (sys.executable, "-m", "chungtay.launch", str(layout.programs), process.name)
    return [
        f"[program:{process.name}]",
        f"command={' '.join(_quoted(word) for word in launch)}",
        f"directory={_literal(CHECKOUT)}",
        "autostart=false",
        "autorestart=true",
        "startsecs=1",
        f"startretries={_START_RETRIES}",
        "stopsignal=TERM",
        f"stopwaitsecs={process.stop_within_seconds}",
        "killasgroup=true",
        "redirect_stderr=true",
        f"stdout_logfile={_literal(layout.logs / (process.name + '.log'))}",
        f"stdout_logfile_maxbytes={_LOG_BYTES}",
        f"stdout_logfile_backups={_LOG_BACKUPS}",
        "",
    ]


def _literal(value: object) -> str:
    return str(value).replace("%", "%%")


def _quoted(value: str) -> str:
    # A backslash would be read as an escape inside the quotes, a quote as their end.
    return '"' + _literal(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _stop_soon(name: str, rpc: Any) -> None:
    rpc.stopProcess(name, False)


def _bare_environ() -> dict[str, str]:
    # Settings reach a process by its own line in the configuration, so that a secret goes only where it is needed.
    ours = ("CHUNGTAY_", "MONGO_URL", "AMQP_URL", "MAKE", "MFLAGS", "PYTEST_", "RABBITMQ_", "ERL_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


class Supervisor:
    """The supervisord of one stack."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def is_running(self) -> bool:
        """Whether supervisord answers on its socket."""
        return self._state() == "RUNNING"

    def in_use(self) -> list[str]:
        """The configuration and the programs that were written last."""
        return [path.read_text() if path.exists() else "" for path in self._files()]

    def start(self, conf: str, programs: str) -> None:
        """Write both files and start supervisord in the background; its children wait to be started."""
        layout = self._layout
        for path, text in zip(self._files(), (conf, programs), strict=True):
            write_private(path, text)
        layout.supervisor_socket.unlink(missing_ok=True)
        started = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(layout.supervisor_conf)],
            env=_bare_environ() | {MARK: mark_of(layout.home)},
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        deadline = time.monotonic() + _START_WITHIN_SECONDS
        while started.returncode == 0 and time.monotonic() < deadline:
            if self.is_running():
                return
            time.sleep(0.1)
        raise StackError(
            "The supervisor did not start.",
            f"Look into {layout.logs / 'supervisord.log'}.",
            (started.stdout + started.stderr).strip(),
        )

    def shutdown(self) -> None:
        """Ask supervisord to stop everything and then itself; does not wait."""
        with suppress(OSError, ProtocolError, Fault):
            self._rpc().shutdown()

    def start_process(self, name: str) -> None:
        """Start one process; nothing to do if it runs. Does not wait until it is ready."""
        self._tell(name, lambda rpc: rpc.startProcess(name, False), harmless=Faults.ALREADY_STARTED)

    def stop_process(self, name: str) -> None:
        """Stop one process and wait until it has stopped."""
        self._tell(name, lambda rpc: rpc.stopProcess(name, True), harmless=Faults.NOT_RUNNING)

    def stop_processes(self, names: Sequence[str], within_seconds: float) -> None:
        """Stop these at the same time and wait until all have stopped, at most `within_seconds`."""
        for name in names:
            self._tell(name, partial(_stop_soon, name), harmless=Faults.NOT_RUNNING)
        deadline = time.monotonic() + within_seconds
        while names and time.monotonic() < deadline:
            known = self.processes()
            if not any(known.get(name, {}).get("pid") for name in names):
                return
            time.sleep(0.1)

    def processes(self) -> dict[str, dict[str, Any]]:
        """What supervisord knows of each process (statename, pid, spawnerr, start, now); empty if it's not there."""
        try:
            return {info["name"]: info for info in self._rpc().getAllProcessInfo()}
        except (OSError, ProtocolError, Fault):
            return {}

    def _tell(self, name: str, order: Callable[[Any], object], harmless: int) -> None:
        try:
            order(self._rpc())
        except Fault as fault:
            if fault.faultCode != harmless:
                raise StackError(
                    f"Process {name}: {fault.faultString}.", "Look at its log: chungtay logs " + name
                ) from fault

    def _files(self) -> tuple[Path, Path]:
        return self._layout.supervisor_conf, self._layout.programs

    def _state(self) -> str:
        try:
            return str(self._rpc().getState()["statename"])
        except (OSError, ProtocolError, Fault):
            return ""

    def _rpc(self) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self._layout.supervisor_socket}")
        return ServerProxy("http://127.0.0.1", transport=transport).supervisor


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log file; empty when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 32_768))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
