"""What may import what, held where import-linter's graph can't say it, and proof that both would notice a breach."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("runtime", "contracts", "messaging", "services", "gateway", "chungtay")

_IMPURE = {"os", "time", "random", "secrets", "socket", "subprocess", "threading", "asyncio", "io", "pathlib"}
_PURE = ("contracts.refusals", "contracts.business_days", "contracts.wording", "runtime.text")
_CLOCKS = {"now", "utcnow", "today"}


def sources(root: Path, *packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((root / package).rglob("*.py"))


def is_rules(path: Path) -> bool:
    return path.stem == "rules" or path.stem.endswith("_rules") or "rules" in path.parent.parts


def imported(path: Path) -> set[str]:
    """Full names of the modules (and names in them) that the file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def impurities(path: Path) -> list[str]:
    """Why a rules module is not pure; empty when it is."""
    found = []
    for name in imported(path):
        top = name.partition(".")[0]
        ours = name.startswith(_PURE) or ".rules" in name or "_rules." in name
        if top in _IMPURE or not (ours or top in sys.stdlib_module_names):
            found.append(f"{path}: imports {name}")
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS:
            found.append(f"{path}:{node.lineno}: reads the clock ({node.func.attr})")
    return found


def beyond_marshmallow(path: Path) -> list[str]:
    allowed = {"contracts", "marshmallow", *sys.stdlib_module_names}
    return [f"{path}: imports {name}" for name in imported(path) if name.partition(".")[0] not in allowed]


def writers_of_read_models(path: Path) -> list[str]:
    writers = ("gateway.projections.store", "gateway.projections.writing", "gateway.projections.projector")
    return [f"{path}: imports {name}" for name in imported(path) if name.startswith(writers)]


def runner_in_storage(path: Path) -> list[str]:
    return [f"{path}: imports {name}" for name in imported(path) if name.partition(".")[0] in ("nameko", "eventlet")]


def test_rules_are_pure() -> None:
    rules = [path for path in sources(ROOT, "services", "gateway") if is_rules(path)]
    assert len(rules) > 3, "where have the rules gone?"
    assert [breach for path in rules for breach in impurities(path)] == []


def test_contracts_import_marshmallow_and_the_standard_library_only() -> None:
    assert [breach for path in sources(ROOT, "contracts") for breach in beyond_marshmallow(path)] == []


def test_only_the_projections_write_read_models() -> None:
    others = [path for path in sources(ROOT, "gateway") if ROOT / "gateway/projections" not in path.parents]
    assert others
    assert [breach for path in others for breach in writers_of_read_models(path)] == []


def test_only_service_modules_know_the_runner() -> None:
    storage = [path for path in sources(ROOT, "services") if path.name != "service.py"]
    assert [breach for path in storage for breach in runner_in_storage(path)] == []


def test_modules_stay_below_300_lines() -> None:
    long = [path for path in sources(ROOT, *PACKAGES) if len(path.read_text().splitlines()) > 300]
    assert long == []


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (impurities, "from pymongo import MongoClient"),
        (impurities, "import os"),
        (impurities, "from services.donations.intake import documents"),
        (impurities, "from datetime import datetime\nat = datetime.now()"),
        (beyond_marshmallow, "import orjson"),
        (beyond_marshmallow, "from runtime import settings"),
        (writers_of_read_models, "from gateway.projections import store"),
        (writers_of_read_models, "from gateway.projections.store import write"),
        (runner_in_storage, "def late():\n    from nameko.rpc import rpc"),
    ],
)
def test_a_breach_is_noticed(check: Callable[[Path], list[str]], line: str, tmp_path: Path) -> None:
    guilty = tmp_path / "rules.py"
    guilty.write_text(line + "\n")
    assert check(guilty)


def test_a_pure_rule_is_let_through(tmp_path: Path) -> None:
    innocent = tmp_path / "rules.py"
    innocent.write_text("from datetime import date\nfrom contracts.refusals import Refusal\n")
    assert impurities(innocent) == []


@pytest.mark.parametrize(
    ("where", "line", "contract"),
    [
        ("services/donations", "import services.events", "Services never import each other"),
        ("gateway/reports", "import services.donations", "Imports run one way"),
        ("services/monitoring", "import gateway", "Imports run one way"),
        ("messaging", "import services.donations", "Imports run one way"),
        ("contracts", "import pymongo", "contracts imports marshmallow"),
        ("gateway/reports", "import eventlet", "The gateway is threaded"),
        ("services/donations/statements", "import nameko", "Rules, documents and commands"),
        ("gateway/reports", "import gateway.projections.store", "Reports, pages and API"),
    ],
)
def test_import_linter_notices_a_breach(where: str, line: str, contract: str, tmp_path: Path) -> None:
    copy_of_tree(tmp_path)
    (tmp_path / where / "breach.py").write_text(line + "\n")
    said = lint_imports(tmp_path)
    assert re.search(rf"^{contract}.* BROKEN", said, re.MULTILINE), said


def test_import_linter_is_content_with_the_tree(tmp_path: Path) -> None:
    copy_of_tree(tmp_path)
    assert "0 broken" in lint_imports(tmp_path)


def copy_of_tree(to: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, to / package, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)


def lint_imports(root: Path) -> str:
    program = "import sys; from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(root)!r}); {program}"],
        cwd=root,
        env=os.environ | {"COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return ran.stdout + ran.stderr
