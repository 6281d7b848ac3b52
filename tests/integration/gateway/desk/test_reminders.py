"""Reminders: each once whatever is restarted, none after the report is in, by SMTP or into the outbox folder."""

from __future__ import annotations

import datetime as dt
import email
import socketserver
import threading
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from chungtay.commands import desk_checks
from gateway.desk import reminding
from gateway.desk.collections import REMINDERS
from gateway.desk.mailing import Post
from runtime.settings import Settings
from tests.integration.gateway.desk.conftest import PROVINCE, People

pytestmark = pytest.mark.integration

COMMUNE = ("unit_officer", "582")
DUE = dt.datetime(2025, 1, 8, 3, tzinfo=dt.UTC)


class _Talk(socketserver.StreamRequestHandler):
    """The few words of SMTP that a client needs."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 test\r\n")
        for raw in self.rfile:
            word = raw.decode().strip().upper()
            if word.startswith("DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                server.letters.append(b"".join(lines))
            elif word.startswith("RCPT") and server.refuses:
                self.wfile.write(server.refuses)
                continue
            elif word.startswith("QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 fine\r\n")


@pytest.fixture
def mail() -> Iterator[Any]:
    """A mail server of the test's own."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.letters, server.refuses = [], b""  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def owed(people: People) -> dict[str, Any]:
    """A round of one unit, due on 8 January 2025, with the unit's address."""
    body = {"emails": ["mattran.582@example.vn"]}
    answer = people.ask(PROVINCE, "PUT", "/report-contacts/582", body)
    assert answer.status_code == 200, answer.text
    return people.open_round(units=["582"])


def post(settings: Settings, mail: Any = None) -> Post:
    url = f"smtp://127.0.0.1:{mail.server_address[1]}" if mail else ""
    return Post(Settings(**{**vars(settings), "smtp_url": url, "mail_from": "bvd@example.vn"}))


def told(people: People) -> list[tuple[str, str]]:
    return [(one["occasion"], one["status"]) for one in people.db[REMINDERS].find().sort("made_at", 1)]


def test_without_a_server_the_letter_lies_in_the_outbox_folder_for_somebody_to_see(
    people: People, owed: dict[str, Any], settings: Settings
) -> None:
    for _ in range(3):  # as after restarts
        reminding.draft_due(people.db, DUE)
        reminding.send_waiting(people.db, post(settings), DUE)
    files = list((Path(settings.home) / "outbox").glob("*.eml"))
    assert told(people) == [("due", "in_outbox")] and len(files) == 1
    letter = email.message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert letter["To"] == "mattran.582@example.vn"
    assert letter["Subject"] == "Báo cáo quý IV năm 2024: hôm nay, 08/01/2025, là hạn gửi"
    assert "Kính gửi: Thành phố Phan Rang" in letter.get_content()
    listed = people.get(PROVINCE, f"/report-rounds/{owed['round_id']}/reminders")["rows"]
    assert [(one["unit"], one["occasion"]) for one in listed] == [("582", "due")]


def test_each_goes_out_once_and_none_after_the_report_is_in(
    people: People, owed: dict[str, Any], settings: Settings, mail: Any
) -> None:
    for hours in range(0, 36, 8):
        now = DUE - dt.timedelta(days=1) + dt.timedelta(hours=hours)
        reminding.draft_due(people.db, now)
        reminding.send_waiting(people.db, post(settings, mail), now)
    assert told(people) == [("before", "sent"), ("due", "sent")]
    assert len(mail.letters) == 2
    report = f"{owed['round_id']}-582"
    late = DUE + dt.timedelta(days=2)
    reminding.draft_due(people.db, late)
    people.step(COMMUNE, report, "text", {"sections": {"assessment": "Tốt."}})
    people.step(COMMUNE, report, "submission")
    reminding.send_waiting(people.db, post(settings, mail), late)
    reminding.draft_due(people.db, late + dt.timedelta(days=60))
    assert told(people)[2:] == [("late-1", "dropped")]
    assert len(mail.letters) == 2
    assert len(list((Path(settings.home) / "outbox" / "sent").glob("*.eml"))) == 2


class Killed(BaseException):
    pass


@pytest.mark.parametrize(("point", "letters"), [("desk.before_letter", 0), ("desk.after_letter", 1)])
def test_killed_while_sending_it_is_never_sent_twice_but_shown(
    people: People, owed: dict[str, Any], settings: Settings, mail: Any, monkeypatch: pytest.MonkeyPatch,
    point: str, letters: int,
) -> None:
    def die(where: str) -> None:
        if where == point:
            raise Killed

    reminding.draft_due(people.db, DUE)
    with monkeypatch.context() as patched:
        patched.setattr(reminding, "reach", die)
        with pytest.raises(Killed):
            reminding.send_waiting(people.db, post(settings, mail), DUE)
    reminding.draft_due(people.db, DUE)
    reminding.send_waiting(people.db, post(settings, mail), DUE)
    assert told(people) == [("due", "unclear")]
    assert len(mail.letters) == letters


def test_a_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(
    people: People, owed: dict[str, Any], settings: Settings, mail: Any
) -> None:
    reminding.draft_due(people.db, DUE)
    mail.refuses = b"451 later\r\n"
    reminding.send_waiting(people.db, post(settings, mail), DUE)
    reminding.send_waiting(people.db, post(settings, mail), DUE)
    assert told(people) == [("due", "waiting")]
    assert people.db[REMINDERS].find_one({})["tries"] == 1  # type: ignore[index]
    mail.refuses = b"550 no such address\r\n"
    reminding.send_waiting(people.db, post(settings, mail), DUE + dt.timedelta(hours=1))
    assert told(people) == [("due", "failed")]
    wrong = {check.what: check for check in desk_checks.checks(people.db, DUE)}
    assert "1 refused" in wrong["reminders"].says and "chungtay reminders" in wrong["reminders"].remedy
    assert not wrong["figures of reports"].remedy
    assert "no such address" in people.db[REMINDERS].find_one({})["error"]  # type: ignore[index]


def test_a_unit_without_an_address_is_shown(people: People, settings: Settings, mail: Any) -> None:
    people.open_round(units=["584"])
    reminding.draft_due(people.db, DUE)
    reminding.send_waiting(people.db, post(settings, mail), DUE)
    assert told(people) == [("due", "no_address")]
    assert mail.letters == []
