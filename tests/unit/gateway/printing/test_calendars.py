import datetime as dt

import pytest

from gateway.printing.calendars import DayToBeAnnounced, calendar

LONGEST_LINE_BYTES = 75
"""A longer line goes on in the next, after a blank (RFC 5545, 3.1)."""

NOW = dt.datetime(2024, 10, 1, 3, 0, tzinfo=dt.UTC)


def lines(**changes):
    activity = {
        "code": "dien-dan-2024", "version": 3, "name": "Diễn đàn", "place": "", "starts_on": "2024-10-14",
        "ends_on": "2024-10-17", **changes,
    }
    made = calendar(activity, NOW)
    assert made.endswith(b"\r\n") and b"\n" not in made.replace(b"\r\n", b"")
    assert all(len(line) <= LONGEST_LINE_BYTES for line in made.split(b"\r\n"))
    made.decode()  # no character is torn apart
    return made.replace(b"\r\n ", b"").decode().split("\r\n")


def test_the_entry_covers_whole_days_and_its_end_is_the_day_after_the_last():
    assert {"DTSTART;VALUE=DATE:20241014", "DTEND;VALUE=DATE:20241018", "SUMMARY:Diễn đàn"} <= set(lines())
    assert "DTEND;VALUE=DATE:20241015" in lines(ends_on=None)


def test_a_day_that_is_moved_moves_the_same_entry():
    before, after = lines(), lines(version=4, starts_on="2024-10-15")
    assert "UID:dien-dan-2024@chung-tay" in before and "UID:dien-dan-2024@chung-tay" in after
    assert "SEQUENCE:3" in before and "SEQUENCE:4" in after


def test_signs_that_mean_something_are_escaped_and_long_lines_folded():
    name = "Diễn đàn “Lắng nghe tiếng nói của người nghèo”; phần 1, năm 2024 \\ phát động\nĐợt 2 " * 3
    told = lines(name=name, place="Nhà hát, số 1; tầng 2")
    [summary] = [line for line in told if line.startswith("SUMMARY:")]
    assert "\\; phần 1\\, năm 2024 \\\\ phát động\\nĐợt 2" in summary
    assert "LOCATION:Nhà hát\\, số 1\\; tầng 2" in told


def test_while_the_day_is_to_be_announced_there_is_no_entry():
    with pytest.raises(DayToBeAnnounced):
        lines(starts_on=None, ends_on=None)
