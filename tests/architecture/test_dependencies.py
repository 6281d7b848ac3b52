"""What we build on is listed with its licence for whoever reviews it, and the list is that of the locks."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\S+) \| (\S+) \| (yes|no) \| (.+) \| (.+) \|$", re.MULTILINE)


def listed() -> dict[tuple[str, str], tuple[str, str, str]]:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    return {(name, version): (runs, licence, why) for name, version, runs, licence, why in ROW.findall(page)}


def locked(lock: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))


def test_the_list_of_dependencies_is_that_of_the_locks() -> None:
    """`make dependencies` writes it again."""
    browser = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for_browsers = {(path.removeprefix("node_modules/"), told["version"]) for path, told in browser.items() if path}
    assert set(listed()) == locked("dev.txt") | locked("runtime.txt") | for_browsers
    runs = {one for one, (runs, _, _) in listed().items() if runs == "yes"}
    assert runs - for_browsers == locked("runtime.txt")


def test_every_dependency_has_a_licence_and_somebody_who_needs_it() -> None:
    assert [one for one, (_, licence, why) in listed().items() if licence == "not stated" or not why.strip()] == []


def test_everything_that_is_installed_is_locked_to_the_bytes() -> None:
    for lock in ("dev.txt", "runtime.txt"):
        text = (ROOT / "requirements" / lock).read_text()
        entries = re.split(r"\n(?=[a-z0-9-]+==)", text)
        assert len(entries) > 50
        assert [entry.partition(" ")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    browser = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [path for path, told in browser.items() if path and not told["integrity"].startswith("sha512-")] == []
