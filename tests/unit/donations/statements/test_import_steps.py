"""Which step an import may take from which state."""

from __future__ import annotations

import pytest

from services.donations.statements import rules
from services.donations.statements.documents import STATUSES
from services.donations.statements.identity import booking_id


@pytest.mark.parametrize("status", STATUSES)
def test_each_step_is_open_from_its_states_and_refused_by_name_from_the_others(status: str) -> None:
    allowed = {
        "cancel": status in ("receiving", "queued", "running"),
        "resume": status in ("cancelled", "failed"),
        "undo": status in ("done", "cancelled", "failed", "undo_failed"),
    }
    steps = {
        "cancel": (lambda: rules.check_cancellable(status), rules.StatementImportClosed),
        "resume": (lambda: rules.check_resumable(status, has_file=True), rules.StatementImportClosed),
        "undo": (lambda: rules.check_undoable(status), rules.StatementImportNotFinished),
    }
    for step, (take, refusal) in steps.items():
        if allowed[step]:
            take()
        else:
            with pytest.raises(refusal) as refused:
                take()
            assert refused.value.remedy and refused.value.facts == {"status": status}


def test_an_import_without_its_file_does_not_go_on() -> None:
    with pytest.raises(rules.StatementFileGone):
        rules.check_resumable("cancelled", has_file=False)


def test_a_hundred_per_cent_is_told_when_all_is_done_and_not_before() -> None:
    assert [rules.percent(done, 1000) for done in (0, 9, 10, 999, 1000)] == [0, 0, 1, 99, 100]
    assert rules.percent(0, 0) == 100


def test_the_first_booking_of_a_line_bears_its_name_and_each_further_one_its_own() -> None:
    assert [booking_id("ab", booking) for booking in (1, 2, 3)] == ["ab", "ab-2", "ab-3"]
