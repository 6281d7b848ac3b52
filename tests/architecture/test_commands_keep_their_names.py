"""A command is called the same from the API to the function that does it: no name changes on the way."""

import ast
from collections.abc import Iterator
from pathlib import Path

SERVICES = sorted((Path(__file__).resolve().parents[2] / "services").rglob("service.py"))


def commands(source: str) -> Iterator[tuple[str, str]]:
    """The name of each ``name = does(…, module.function)`` or ``reads(module.function)``, and of its function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made, target = node.value, node.targets[0]
            if isinstance(made.func, ast.Name) and made.func.id in ("does", "reads") and isinstance(target, ast.Name):
                yield target.id, ast.unparse(made.args[-1]).rpartition(".")[2]


def test_every_command_bears_the_name_of_its_function() -> None:
    found = [pair for file in SERVICES for pair in commands(file.read_text())]
    assert len(found) > 20
    assert [pair for pair in found if pair[0] != pair[1]] == []


def test_another_name_is_noticed() -> None:
    assert list(commands("get_gift = reads(intake.get_donation)")) == [("get_gift", "get_donation")]
