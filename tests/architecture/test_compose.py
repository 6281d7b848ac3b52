"""The containers have the same shape as the processes that `make up` supervises, and give nothing away.

No container engine is needed: the files are read, not run.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chungtay.stack.layout import Layout
from chungtay.stack.processes import SERVERS, Process, process_list

ROOT = Path(__file__).resolve().parents[2]
OURS = {process.name: process for process in process_list(Layout(ROOT)) if process.name not in SERVERS}
CONTAINER_OF_SERVER = {"mongod": "mongodb", "epmd": "rabbitmq", "rabbitmq": "rabbitmq"}

_PINNED = re.compile(r":\d+\.\d+\.\d+([.-][\w.-]+)?$")
_LEFT_OUT = {
    name: f"${{{name}:-}}"
    for name in ("CHUNGTAY_WEBHOOK_SECRETS", "CHUNGTAY_OIDC_CLIENT_SECRET", "CHUNGTAY_EVIDENCE_S3_SECRET")
}
"""Secrets that not everybody has: without them nobody tells of payments or comes by a sign-on server, evidence stays
in MongoDB."""

_FROM_OUTSIDE = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")
_SECRET_NAME = re.compile(r"secret|pass|token|cookie", re.IGNORECASE)


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])


def test_each_supervised_process_has_its_container_and_no_other_is_there(services: dict[str, Any]) -> None:
    assert set(services) == set(OURS) | {CONTAINER_OF_SERVER[name] for name in SERVERS}


@pytest.mark.parametrize("process", OURS.values(), ids=list(OURS))
def test_a_container_runs_the_command_of_the_process_table(services: dict[str, Any], process: Process) -> None:
    assert services[process.name]["command"] == ["python", *process.command[1:]]


@pytest.mark.parametrize("process", OURS.values(), ids=list(OURS))
def test_a_container_gets_as_long_to_finish_as_the_process(services: dict[str, Any], process: Process) -> None:
    assert services[process.name]["stop_grace_period"] == f"{process.stop_within_seconds}s"


@pytest.mark.parametrize("process", OURS.values(), ids=list(OURS))
def test_only_a_process_that_signs_is_told_the_secret_key(services: dict[str, Any], process: Process) -> None:
    told = "CHUNGTAY_SECRET_KEY" in services[process.name]["environment"]
    assert told == process.needs_secret_key


def test_every_container_says_whether_it_is_well(services: dict[str, Any]) -> None:
    assert [name for name, told in services.items() if not told.get("healthcheck", {}).get("test")] == []


def test_any_number_of_containers_of_a_process_may_run(services: dict[str, Any]) -> None:
    assert [name for name, told in services.items() if "container_name" in told] == []
    assert [name for name, told in services.items() if "ports" in told] == ["gateway"]


def test_every_image_is_pinned_to_a_full_version(services: dict[str, Any]) -> None:
    stages = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    images = [told["image"] for told in services.values()] + stages
    assert [image for image in images if not _PINNED.search(image)] == []


def test_every_secret_comes_from_outside_and_is_missed_by_name(services: dict[str, Any]) -> None:
    for name, told in services.items():
        for setting, value in told.get("environment", {}).items():
            if _SECRET_NAME.search(setting) and value != _LEFT_OUT.get(setting):
                assert _FROM_OUTSIDE.fullmatch(str(value)), f"{name}: {setting}"
            if credentials := re.search(r"//([^/@]*)@", str(value)):
                password = credentials[1].partition(":")[2]
                assert _FROM_OUTSIDE.fullmatch(password), f"{name}: {setting}"


def test_the_broker_has_no_default_account(services: dict[str, Any]) -> None:
    assert services["rabbitmq"]["environment"]["RABBITMQ_DEFAULT_USER"] != "guest"
    assert "guest" not in (ROOT / "docker-compose.yml").read_text()


def test_the_example_of_settings_names_every_required_one_and_holds_no_value() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    required = set(re.findall(r"\$\{([A-Z_]+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert set(given) == required
    assert set(given.values()) == {""}
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_nobody_runs_as_root_in_our_image() -> None:
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users
    assert users[-1] not in ("root", "0")


def test_the_image_holds_the_browser_libraries_that_set_up_copies() -> None:
    told = (ROOT / "bin" / "setup").read_text()
    copying = told[told.index("copy_vendor()") : told.index("make_browser_libraries()")]
    libraries = set(re.findall(r"node_modules/([\w.-]+)", copying))
    assert libraries
    missing = [name for name in libraries if f"node_modules/{name}" not in (ROOT / "Dockerfile").read_text()]
    assert missing == []
