"""What a figure was taken on: without it a figure says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from kombu import Connection

from bench import load
from bench.product import Product
from chungtay.stack.layout import CHECKOUT

WRITTEN_BY_A_RUN = (
    "bench/results", "docs/performance.md", "docs/performance.svg", "docs/scaling.md", "docs/soak.md", "docs/soak.svg",
)


def facts(product: Product) -> dict[str, Any]:
    """The machine and the versions of what runs on it; nothing that tells whose machine it is."""
    with Connection(product.stack.layout.amqp_url, connect_timeout=5) as broker:
        broker.connect()
        rabbitmq = str(broker.connection.server_properties.get("version", "unknown"))
    return {
        "cpu": _first_of("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int((_first_of("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) / 2**20, 1),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "mongod": str(product.mongo.server_info()["version"]),
        "rabbitmq": rabbitmq,
        "load_generator": load.version(),
    }


def load_now() -> float:
    """Processes that wanted to run, on average over the last minute: who else is at work here."""
    return os.getloadavg()[0]


def commit() -> str:
    """The commit that was measured, with a `+` when the working tree differs from it beyond what a run writes."""
    try:
        named = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--", ".", *(f":!{path}" for path in WRITTEN_BY_A_RUN))
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return f"{named}{'+' if changed else ''}"


def _git(*words: str) -> str:
    ran = subprocess.run(["git", *words], cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=10)
    return ran.stdout.strip()


def _first_of(file: str, name: str) -> str:
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
