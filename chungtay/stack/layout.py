"""Where a stack keeps what: its folders, ports and addresses."""

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from chungtay.stack.ports import Ports

CHECKOUT = Path(__file__).resolve().parents[2]

# The kernel takes at most 108 bytes for the name of a socket.
_LONGEST_SOCKET_NAME = 100


@dataclass(frozen=True)
class Layout:
    """Folders, ports and addresses of one stack. A server's address given by the user means: not ours to run."""

    home: Path
    ports: Ports = field(default_factory=Ports)
    users_mongo_url: str = ""
    users_amqp_url: str = ""
    host: str = "127.0.0.1"
    members: int = 1
    """How many MongoDB members and RabbitMQ nodes of ours there are."""

    @property
    def data(self) -> Path:
        """What must survive: the files of MongoDB and RabbitMQ."""
        return self.home / "data"

    @property
    def run(self) -> Path:
        """What belongs to this run: sockets, process ids, configuration, and the secrets."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """One log file per process, rotated."""
        return self.home / "logs"

    @property
    def unfinished_restore(self) -> Path:
        """A file that says that a restore was begun and not ended: nothing is started on half of it."""
        return self.home / "restore-under-way"

    @property
    def supervisor_conf(self) -> Path:
        """The generated configuration of supervisord."""
        return self.run / "supervisord.conf"

    @property
    def programs(self) -> Path:
        """Commands and settings of the processes, for `chungtay.launch`."""
        return self.run / "programs.json"

    @property
    def supervisor_socket(self) -> Path:
        """Where supervisord listens; in the folder for temporary files when our own path is too long."""
        ours = self.run / "supervisord.sock"
        if len(bytes(ours)) <= _LONGEST_SOCKET_NAME:
            return ours
        short = hashlib.sha256(bytes(ours)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"chungtay-{short}.sock"

    @property
    def mongo_url(self) -> str:
        """Address of the MongoDB in use."""
        members = ",".join(self.mongo_addresses)
        return self.users_mongo_url or f"mongodb://{members}/?replicaSet=chungtay&serverSelectionTimeoutMS=10000"

    @property
    def mongo_addresses(self) -> list[str]:
        """Host and port of each embedded MongoDB."""
        return [f"127.0.0.1:{port}" for port in self.ports.taken_by("mongo", self.members)]

    @property
    def amqp_url(self) -> str:
        """Address of the RabbitMQ in use; those of several nodes with `;` between, as kombu takes them."""
        return self.users_amqp_url or ";".join(self.amqp_urls)

    @property
    def amqp_urls(self) -> list[str]:
        """Address of each embedded RabbitMQ node. They listen on the loopback only, hence their guest."""
        return [f"amqp://guest:guest@127.0.0.1:{port}/" for port in self.ports.taken_by("rabbit", self.members)]

    @property
    def web_address(self) -> str:
        """Where a browser on this machine finds the gateway."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://{host}:{self.ports.gateway}"

    def make_folders(self) -> None:
        """Create the folders; only the owner may look inside."""
        for folder in (self.home, self.data, self.run, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
