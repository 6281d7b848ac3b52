"""Findings on a real MongoDB: the chain, what is published, the audit trail, repeats and pages."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from contracts.business_days import DayInFuture
from contracts.commands.monitoring import findings as asked
from messaging.context import CommandContext
from messaging.envelope import Envelope
from messaging.idempotency import IdempotencyKeyReused
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import utc_now
from services.monitoring.findings import commands, rules
from services.monitoring.findings.documents import AuditEntry, Finding

pytestmark = pytest.mark.integration

NOW = dt.datetime(2024, 12, 1, 3, 0, tzinfo=dt.UTC)
SCHEMAS = {
    "raise_finding": asked.RaiseFinding,
    "record_reply": asked.RecordReply,
    "record_remedy": asked.RecordRemedy,
    "close_finding": asked.CloseFinding,
}


def context(actor: str = "supervisor", key: str | None = None) -> CommandContext:
    return CommandContext(
        actor=actor, correlation_id=uuid.uuid4().hex, deadline_at=utc_now() + dt.timedelta(seconds=20),
        idempotency_key=key or uuid.uuid4().hex,
    )


def at(now: dt.datetime, uow: UnitOfWork) -> UnitOfWork:
    uow.now = now
    return uow


def do(store: Store, name: str, payload: dict[str, Any], actor: str = "supervisor", key: str | None = None,
       now: dt.datetime = NOW) -> dict[str, Any]:
    command, asked_by = SCHEMAS[name]().load(payload), context(actor, key)
    work = getattr(commands, name)
    return store.transact(lambda uow: work(at(now, uow), command, asked_by), asked_by)


def finding(**changes: Any) -> dict[str, Any]:
    return {
        "campaign": "ninh-thuan-2024", "unit": "582", "about": {"kind": "payment", "id": "p1"},
        "severity": "serious", "found_on": "2024-11-04", "summary": "Danh sách hộ chưa được niêm yết",
        **changes,
    }


def reply(finding_id: str, on: str = "2024-11-06") -> dict[str, Any]:
    return {"finding_id": finding_id, "replied_on": on, "text": "Xã đã tiếp thu."}


def remedy(finding_id: str, on: str = "2024-11-08") -> dict[str, Any]:
    return {"finding_id": finding_id, "remedied_on": on, "text": "Đã niêm yết tại nhà văn hóa thôn."}


def close(finding_id: str, on: str = "2024-11-10") -> dict[str, Any]:
    return {"finding_id": finding_id, "verified_on": on, "conclusion": "Đã kiểm tra, đúng như báo cáo."}


def said(store: Store, finding_id: str) -> list[Envelope]:
    rows = [Envelope.from_bytes(bytes(row["body"])) for row in store.db["outbox"].find()]
    return sorted((e for e in rows if e.subject == finding_id), key=lambda e: e.aggregate_version)


def remedied_finding(store: Store) -> str:
    finding_id = do(store, "raise_finding", finding())["finding_id"]
    do(store, "record_reply", reply(finding_id), actor="commune")
    do(store, "record_remedy", remedy(finding_id), actor="commune")
    return str(finding_id)


def test_a_finding_is_raised_answered_remedied_and_closed_and_each_step_is_said_with_full_state(store):
    finding_id = remedied_finding(store)
    closed = do(store, "close_finding", close(finding_id), actor="verifier")

    assert closed["status"] == "closed"
    assert closed["reply_due_on"] == "2024-11-24"
    assert (closed["replied_on"], closed["remedied_on"], closed["verified_on"]) == (
        "2024-11-06", "2024-11-08", "2024-11-10",
    )
    events = said(store, finding_id)
    assert [(e.type, e.aggregate_version, e.data["status"]) for e in events] == [
        ("monitoring.finding_raised.v1", 1, "open"),
        ("monitoring.finding_answered.v1", 2, "replied"),
        ("monitoring.finding_answered.v1", 3, "remedied"),
        ("monitoring.finding_closed.v1", 4, "closed"),
    ]
    assert "reply_text" not in events[-1].data and "raised_by" not in events[-1].data


def test_every_change_leaves_who_when_and_what_in_the_audit_trail(store):
    finding_id = remedied_finding(store)
    found = store.transact(lambda uow: commands.get_finding(at(NOW, uow), {"id": finding_id}))
    assert [(e["version"], e["action"], e["by"]) for e in found["history"]] == [
        (1, "raised", "supervisor"), (2, "answered", "commune"), (3, "answered", "commune"),
    ]
    assert found["history"][2]["changed"]["status"] == ["replied", "remedied"]
    assert found["history"][2]["changed"]["remedied_on"] == [None, "2024-11-08"]
    assert found["history"][2]["at"] == "2024-12-01T03:00:00.000Z"


def test_an_audit_entry_can_be_neither_changed_nor_deleted_nor_written_twice(store):
    finding_id = do(store, "raise_finding", finding())["finding_id"]
    entry = AuditEntry.objects.get(finding_id=finding_id)
    for attempt in (entry.delete, lambda: entry.update(by="x"), lambda: entry.modify(by="x")):
        with pytest.raises(TypeError):
            attempt()
    entry.by = "somebody else"
    with pytest.raises(Exception, match="duplicate"):
        entry.save()
    assert AuditEntry.objects.get(finding_id=finding_id).by == "supervisor"


@pytest.mark.parametrize(
    ("steps", "refusal"),
    [
        ([("record_remedy", remedy, "commune", None)], rules.ReplyMissing),
        ([("close_finding", close, "verifier", None)], rules.RemedyMissing),
        ([("record_reply", reply, "commune", "2024-11-03")], rules.ReplyBeforeFinding),
        ([("record_reply", reply, "commune", "2024-12-02")], DayInFuture),
        ([("record_reply", reply, "commune", None), ("record_reply", reply, "commune", "2024-11-07")],
         rules.AlreadyReplied),
        ([("record_reply", reply, "commune", None), ("record_remedy", remedy, "commune", "2024-11-03")],
         rules.RemedyBeforeFinding),
    ],
    ids=["remedy first", "close first", "early reply", "reply tomorrow", "two replies", "early remedy"],
)
def test_a_refused_step_writes_nothing(store, steps, refusal):
    finding_id = do(store, "raise_finding", finding())["finding_id"]
    *good, (name, payload, actor, day) = steps
    for step, make, who, on in good:
        do(store, step, make(finding_id, *([on] if on else [])), actor=who)
    before = (Finding.objects.get(id=finding_id).to_mongo(), len(said(store, finding_id)))
    with pytest.raises(refusal):
        do(store, name, payload(finding_id, *([day] if day else [])), actor=actor)
    assert (Finding.objects.get(id=finding_id).to_mongo(), len(said(store, finding_id))) == before
    assert AuditEntry.objects(finding_id=finding_id).count() == len(good) + 1


def test_the_body_cannot_close_its_own_finding(store):
    finding_id = remedied_finding(store)
    with pytest.raises(rules.CloserReportedRemedy):
        do(store, "close_finding", close(finding_id), actor="commune")
    assert do(store, "close_finding", close(finding_id), actor="supervisor")["status"] == "closed"


def test_a_finding_dated_by_the_local_day_is_taken_while_utc_is_still_on_the_day_before(store):
    late_evening_utc = dt.datetime(2024, 11, 30, 18, 30, tzinfo=dt.UTC)  # 01:30 on 1 December in Viet Nam
    taken = do(store, "raise_finding", finding(found_on="2024-12-01"), now=late_evening_utc)
    assert taken["found_on"] == "2024-12-01"
    with pytest.raises(DayInFuture):
        do(store, "raise_finding", finding(found_on="2024-12-02"), now=late_evening_utc)


def test_an_unknown_finding_is_not_found(store):
    with pytest.raises(rules.FindingNotFound) as refused:
        do(store, "record_reply", reply("no-such-id"))
    assert refused.value.kind == "not_found"


def test_the_same_key_gives_the_first_answer_and_another_payload_under_it_is_refused(store):
    first = do(store, "raise_finding", finding(), key="one-key")
    assert do(store, "raise_finding", finding(), key="one-key") == first
    assert len(said(store, first["finding_id"])) == 1
    with pytest.raises(IdempotencyKeyReused):
        do(store, "raise_finding", finding(severity="note"), key="one-key")


def test_of_ten_replies_at_once_one_is_recorded(store):
    finding_id = do(store, "raise_finding", finding())["finding_id"]

    def answer(_: int) -> str:
        try:
            return str(do(store, "record_reply", reply(finding_id), actor="commune")["status"])
        except rules.AlreadyReplied:
            return "refused"

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(answer, range(10)))
    assert sorted(outcomes) == ["refused"] * 9 + ["replied"]
    assert [e.aggregate_version for e in said(store, finding_id)] == [1, 2]


def page(store: Store, **query: Any) -> dict[str, Any]:
    loaded = asked.ListFindings().load(query)
    return store.transact(lambda uow: commands.list_findings(at(NOW, uow), loaded))


def test_findings_are_listed_by_unit_status_and_subject_in_pages(store):
    campaign = f"c{uuid.uuid4().hex[:8]}"
    made = [
        do(store, "raise_finding", finding(campaign=campaign, unit=unit, about={"kind": "household", "id": "h1"}))
        for unit in ("582", "583", "582", "582")
    ]
    do(store, "record_reply", reply(made[0]["finding_id"]), actor="commune")
    of_unit = [made[0]["finding_id"], made[2]["finding_id"], made[3]["finding_id"]]

    first = page(store, campaign=campaign, unit="582", limit=2)
    second = page(store, campaign=campaign, unit="582", limit=2, after=first["next_after"])
    assert [f["finding_id"] for f in first["findings"] + second["findings"]] == sorted(of_unit)
    assert second["next_after"] is None
    assert len(page(store, campaign=campaign, status="open")["findings"]) == 3
    assert len(page(store, campaign=campaign, about={"kind": "household", "id": "h1"})["findings"]) == 4
    assert page(store, campaign=campaign, about={"kind": "payment", "id": "h1"})["findings"] == []


def test_a_finding_without_a_reply_after_its_last_day_is_listed_as_overdue(store):
    campaign = f"c{uuid.uuid4().hex[:8]}"
    do(store, "raise_finding", finding(campaign=campaign, found_on="2024-11-04", reply_within_days=10))
    do(store, "raise_finding", finding(campaign=campaign, found_on="2024-11-21", reply_within_days=10))
    assert [f["is_overdue"] for f in page(store, campaign=campaign)["findings"]] == [True, False]
