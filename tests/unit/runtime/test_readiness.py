"""The sign of readiness belongs to the process that hung it out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime import readiness


def test_the_sign_names_the_process(tmp_path: Path) -> None:
    assert readiness.ready_pid("projector", tmp_path) is None
    readiness.mark_ready("projector", tmp_path)
    assert readiness.ready_pid("projector", tmp_path) == os.getpid()
    readiness.mark_not_ready("projector", tmp_path)
    assert readiness.ready_pid("projector", tmp_path) is None


def test_a_predecessor_does_not_take_the_successors_sign_in(tmp_path: Path) -> None:
    readiness.mark_ready("projector", tmp_path)
    readiness.sign_of("projector", tmp_path).write_text("1")
    readiness.mark_not_ready("projector", tmp_path)
    assert readiness.ready_pid("projector", tmp_path) == 1


def test_the_sign_is_taken_in_on_exit(tmp_path: Path) -> None:
    program = "from runtime import readiness as r; r.mark_ready('a'); r.mark_ready('b'); r.mark_ready('a')"
    subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"CHUNGTAY_HOME": str(tmp_path)},
        cwd=Path(__file__).parents[3],
        check=True,
        timeout=30,
    )
    assert (tmp_path / "run").is_dir()
    assert list((tmp_path / "run").iterdir()) == []


def test_the_sign_bears_the_name_that_the_supervisor_gave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUNGTAY_PROCESS", "projector-2")
    readiness.mark_ready("projector", tmp_path)
    assert readiness.ready_pid("projector-2", tmp_path) == os.getpid()
    assert readiness.ready_pid("projector", tmp_path) is None
    readiness.mark_not_ready("projector", tmp_path)
    assert readiness.ready_pid("projector-2", tmp_path) is None


def test_a_torn_sign_is_no_sign(tmp_path: Path) -> None:
    readiness.mark_ready("projector", tmp_path)
    readiness.sign_of("projector", tmp_path).write_text("")
    assert readiness.ready_pid("projector", tmp_path) is None
