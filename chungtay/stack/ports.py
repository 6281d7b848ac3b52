"""The ports of one stack, all on 127.0.0.1 unless the user asks the gateway to listen elsewhere."""

import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import astuple, dataclass

from chungtay.stack.errors import StackError
from runtime.settings import DEFAULT_PORT

SETTINGS = {
    "gateway": "CHUNGTAY_PORT",
    "mongo": "CHUNGTAY_MONGO_PORT",
    "rabbit": "CHUNGTAY_RABBIT_PORT",
    "rabbit_nodes": "CHUNGTAY_RABBIT_NODES_PORT",
    "epmd": "CHUNGTAY_EPMD_PORT",
}


@dataclass(frozen=True)
class Ports:
    """Default ports are the project's own, so a MongoDB or RabbitMQ of the machine is not in the way."""

    gateway: int = DEFAULT_PORT
    mongo: int = 27471
    rabbit: int = 5471
    rabbit_nodes: int = 25471
    epmd: int = 4471

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Ports":
        """Ports by their settings, or the defaults. Raises StackError when one is no port number."""

        def port(name: str, default: int) -> int:
            text = environ.get(name) or str(default)
            if not text.isdecimal() or not 1 <= int(text) <= 65535:
                raise StackError(f"{name}={text} is no port number.", f"Example: {name}={default}")
            return int(text)

        return cls(*(port(setting, getattr(cls, name)) for name, setting in SETTINGS.items()))

    def to_environ(self) -> dict[str, str]:
        """The settings that `from_environ` reads these ports from."""
        return {setting: str(getattr(self, name)) for name, setting in SETTINGS.items()}

    @classmethod
    def free(cls) -> "Ports":
        """Ports that nobody listens on right now, for tests."""
        with ExitStack() as held:
            sockets = [held.enter_context(socket.socket()) for _ in astuple(cls())]
            for one in sockets:
                one.bind(("127.0.0.1", 0))
            return cls(*(one.getsockname()[1] for one in sockets))


def is_answering(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def answers_ready(web_address: str) -> bool:
    """Whether the gateway at `web_address` says that it is ready."""
    try:
        with urllib.request.urlopen(f"{web_address}/readyz", timeout=3) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False
