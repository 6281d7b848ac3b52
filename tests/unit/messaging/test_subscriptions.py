"""Every queue is consumed by somebody, every event type is said by somebody and heard by somebody."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from contracts.registry import EVENTS, SERVICES
from contracts.subscriptions import SUBSCRIPTIONS
from messaging.topology import work_queue

ROOT = Path(__file__).parents[3]

# In a process of its own: services and the projector are never imported together in the product either.
CONSUMED = """
import importlib
from messaging.entrypoint import EventConsumer
from gateway.projections.projector import PROJECTOR_QUEUE, Projector
print(PROJECTOR_QUEUE)
for name in {services!r}:
    module = importlib.import_module(f"services.{{name}}.service")
    for service in [one for one in vars(module).values() if getattr(one, "name", None) == name]:
        for method in (getattr(service, entry) for entry in dir(service)):
            for entrypoint in getattr(method, "nameko_entrypoints", ()):
                if isinstance(entrypoint, EventConsumer):
                    print(entrypoint.queue.name)
"""


def test_every_queue_is_consumed_by_exactly_one_kind_of_consumer():
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CONSUMED.format(services=SERVICES)], cwd=ROOT, check=True,
        capture_output=True, text=True,
    )
    assert sorted(found.stdout.split()) == sorted(SUBSCRIPTIONS)


def test_every_event_type_is_published_by_its_own_service_and_no_other():
    for service in SERVICES:
        paths = (ROOT / "services" / service).rglob("*.py")
        said = {type for path in paths for type in event_types_in(ast.parse(path.read_text()))}
        assert said == {type for type in EVENTS if type.startswith(f"{service}.")}, service


def event_types_in(tree: ast.AST) -> set[str]:
    """Event types that the code names, written out or as an f-string such as ``f"monitoring.finding_{what}.v1"``."""
    patterns = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in EVENTS:
            patterns.add(re.escape(node.value))
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            pattern = "".join(re.escape(p.value) if isinstance(p, ast.Constant) else "[a-z_]+" for p in node.values)
            if any(re.match(rf"{service}\\.", pattern) for service in SERVICES):
                patterns.add(pattern)
    return {type for type in EVENTS for pattern in patterns if re.fullmatch(pattern, type)}


def test_every_event_type_is_listened_to_and_nobody_listens_to_what_does_not_exist():
    heard = {type for types in SUBSCRIPTIONS.values() for type in types}
    assert heard == set(EVENTS)


def test_queue_names_are_versioned_since_their_arguments_cannot_change():
    for name in SUBSCRIPTIONS:
        assert name.rpartition(".")[2].startswith("q"), name


def test_work_queues_lose_nothing_by_their_arguments():
    for name in SUBSCRIPTIONS:
        arguments = work_queue(name).queue_arguments
        assert arguments["x-queue-type"] == "quorum"
        assert arguments["x-dead-letter-strategy"] == "at-least-once"
        assert arguments["x-overflow"] == "reject-publish"
        assert arguments["x-dead-letter-routing-key"] == f"{name}.dead"
