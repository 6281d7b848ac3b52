"""The way of a report through the API: opened, written, handed in, given back, accepted, put together, signed,
corrected; and what is refused on the way."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from pymongo.errors import DuplicateKeyError

from gateway.desk import reports, tidying, versions
from gateway.desk.collections import CHUNKS, HISTORY, REPORTS, SNAPSHOTS, VERSIONS
from gateway.desk.store import transact
from runtime.clock import utc_now
from tests import events_made as made
from tests.integration.gateway.desk.conftest import APPROVER, AUDITOR, PROVINCE, SIGNER, People
from tests.integration.gateway.reports.conftest import take_in

pytestmark = pytest.mark.integration

COMMUNE, OTHER = ("unit_officer", "582"), ("unit_officer", "584")


def test_from_the_round_to_the_signature_and_the_correction(people: People) -> None:
    defined = people.ask(PROVINCE, "PUT", "/report-indicators/meetings", {
        "name": "Số buổi tuyên truyền", "measure": "buổi", "given_by": "unit", "adds_up": True,
    })
    assert defined.status_code == 200, defined.text
    round_ = people.open_round(indicators=["meetings"])
    assert (round_["title"], round_["due_on"]) == ("Báo cáo quý IV năm 2024", "2025-01-08")
    standing = people.get(PROVINCE, f"/report-rounds/{round_['round_id']}/standing")
    assert (standing["owed"], standing["handed_in"], standing["late"]) == (2, 0, 2)
    assert standing["units"][0]["late_days"] > 300

    first = f"{round_['round_id']}-582"
    live = people.get(COMMUNE, f"/unit-reports/{first}/figures")
    assert live["live"] and live["content"]["report"]["total"]["received"]["amount_vnd"] > 0
    example = people.ask(COMMUNE, "POST", "/report-examples", {
        "campaign": made.CAMPAIGN, "unit": "582", "kind": "model", "title": "Nuôi bò sinh sản", "story": "Mười hộ.",
        "found_on": "2024-11-01",
    }).json
    written = {"sections": {"assessment": "Tốt."}, "indicators": {"meetings": 4}, "examples": [example["example_id"]]}
    people.step(COMMUNE, first, "text", written)
    people.step(COMMUNE, first, "submission")
    kept = people.get(COMMUNE, f"/unit-reports/{first}/figures")
    assert not kept["live"] and kept["snapshot"]["status"] == "ready"
    assert kept["content"]["report"]["total"] == live["content"]["report"]["total"]

    returned = people.step(PROVINCE, first, "return", {"reason": "Thiếu kết quả nổi bật."})
    assert (returned["status"], returned["reason"]) == ("returned", "Thiếu kết quả nổi bật.")
    people.step(COMMUNE, first, "text", {"sections": {"results": "Mười nhà."}})
    people.step(COMMUNE, first, "submission")
    accepted = people.step(PROVINCE, first, "acceptance")
    assert (accepted["status"], accepted["versions"]) == ("accepted", 1)
    people.hand_in(round_, "584")
    spreading = f"/report-examples/{example['example_id']}/spreading"
    spread = people.ask(PROVINCE, "POST", spreading, {"how": "Tập huấn."}, 1)
    assert spread.json["status"] == "spread"

    version = people.signed(round_)
    content = version["content"]
    assert content["sections"][0]["text"].splitlines()[1] == "Huyện Bác Ái: Đơn vị 584 hoàn thành."
    assert content["indicators"][0]["value"] == 7
    assert [(one["title"], one["spread"]) for one in content["examples"]] == [("Nuôi bò sinh sản", True)]
    assert [one["unit"] for one in content["units"]] == ["582", "584"]
    assert all(one["sha256"] for one in content["units"])
    assert content["signature"]["signer_name"] == "Nguyễn Văn Mẫu"
    assert content["signature"]["signer_position"] == "Phó Chủ tịch"
    checked = people.get(AUDITOR, f"/report-versions/{version['version_id']}/check")
    assert checked["intact"] and checked["rows"] == content["snapshot"]["rows"]["count"] > 60

    whole = version["report_id"]
    people.step(PROVINCE, whole, "correction", {"reason": "Sai tên người ký."})
    second = people.signed(round_)
    assert second["content"]["corrects"] == {
        "version_id": version["version_id"], "number": 1, "sha256": version["sha256"], "reason": "Sai tên người ký.",
    }
    assert people.get(PROVINCE, f"/report-versions/{version['version_id']}") == version
    changes = people.get(PROVINCE, f"/unit-reports/{whole}/history")["rows"]
    assert [one["action"] for one in changes] == [
        "opened", "consolidated", "signed", "correcting", "consolidated", "signed",
    ]


def test_steps_out_of_order_are_refused_and_change_nothing(people: People) -> None:
    round_ = people.open_round()
    first, whole = f"{round_['round_id']}-582", f"{round_['round_id']}-58"

    def refused(who: tuple[str, str], report: str, step: str, body: dict[str, Any] | None = None) -> str:
        before = people.db[REPORTS].find_one({"_id": report})
        answer = people.try_step(who, report, step, body)
        assert answer.status_code in (404, 409, 422), answer.text
        assert people.db[REPORTS].find_one({"_id": report}) == before
        return str(answer.json["code"])

    assert refused(COMMUNE, first, "submission") == "section_empty"
    assert refused(PROVINCE, first, "acceptance") == "report_step_out_of_order"
    assert refused(APPROVER, whole, "signature", SIGNER) == "report_step_out_of_order"  # unsubmitted
    assert refused(PROVINCE, whole, "consolidation") == "reports_missing"
    assert refused(COMMUNE, first, "text", {"sections": {"weather": "x"}}) == "section_unknown"
    assert refused(COMMUNE, first, "text", {"indicators": {"none": 1}}) == "indicator_not_asked"
    assert refused(COMMUNE, first, "text", {"examples": ["none"]}) == "unknown_example"
    people.hand_in(round_, "582")
    assert refused(COMMUNE, first, "submission") == "report_step_out_of_order"  # twice
    assert refused(COMMUNE, first, "text", {"sections": {"assessment": "Khác."}}) == "report_step_out_of_order"
    assert refused(PROVINCE, whole, "consolidation") == "reports_missing"
    people.step(PROVINCE, whole, "consolidation", {"without": ["584"], "reason": "Chưa có cán bộ."})
    people.step(APPROVER, whole, "signature", SIGNER)
    assert refused(PROVINCE, first, "return", {"reason": "Muộn."}) == "report_step_out_of_order"
    assert refused(PROVINCE, whole, "text", {"sections": {"assessment": "Khác."}}) == "report_step_out_of_order"
    assert refused(APPROVER, whole, "signature", SIGNER) == "report_step_out_of_order"


def test_what_was_put_together_and_changed_since_is_not_signed(people: People) -> None:
    round_ = people.open_round()
    first, whole = people.hand_in(round_, "582"), f"{round_['round_id']}-58"
    people.hand_in(round_, "584")
    people.step(PROVINCE, whole, "consolidation")
    people.step(PROVINCE, first, "return", {"reason": "Nhầm."})
    answer = people.try_step(APPROVER, whole, "signature", SIGNER)
    assert (answer.status_code, answer.json["code"]) == (409, "consolidation_outdated")


def test_nobody_accepts_or_signs_figures_that_are_still_being_gathered(people: People) -> None:
    round_ = people.open_round()
    first = f"{round_['round_id']}-582"
    people.step(COMMUNE, first, "text", {"sections": {"assessment": "Tốt."}})
    assert people.try_step(COMMUNE, first, "submission").status_code == 200
    answer = people.try_step(PROVINCE, first, "acceptance")
    assert (answer.status_code, answer.json["code"]) == (409, "snapshot_not_ready")
    people.desk_works()
    people.step(PROVINCE, first, "acceptance")


def test_two_people_at_once_lose_no_word(people: People) -> None:
    round_ = people.open_round()
    first = f"{round_['round_id']}-582"
    answers: list[int] = []

    def write(number: int) -> None:
        body = {"sections": {"assessment": f"Bản {number}."}}
        answers.append(people.try_step(COMMUNE, first, "text", body, seen=1).status_code)

    people.get(COMMUNE, f"/unit-reports/{first}")
    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert sorted(answers) == [200, 412, 412, 412]
    assert people.get(COMMUNE, f"/unit-reports/{first}")["version"] == 2
    without = people.ask(COMMUNE, "POST", f"/unit-reports/{first}/text", {"sections": {}})
    assert (without.status_code, without.json["field"]) == (422, "If-Match")


def test_the_same_key_submits_once(people: People) -> None:
    round_ = people.open_round()
    first = f"{round_['round_id']}-582"
    people.step(COMMUNE, first, "text", {"sections": {"assessment": "Tốt."}})
    one = people.try_step(COMMUNE, first, "submission", seen=2, key="k1")
    again = people.try_step(COMMUNE, first, "submission", seen=2, key="k1")
    assert one.status_code == again.status_code == 200 and one.json == again.json
    assert people.db[SNAPSHOTS].count_documents({}) == 1


class Killed(BaseException):
    pass


@pytest.mark.parametrize("point", ["desk.before_commit", "desk.before_signed"])
def test_killed_while_signing_there_is_no_half_signed_report(
    people: People, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    round_ = people.open_round()
    for unit in ("582", "584"):
        people.hand_in(round_, unit)
    whole = f"{round_['round_id']}-58"
    people.step(PROVINCE, whole, "consolidation")
    held = [people.db[name].count_documents({}) for name in (VERSIONS, HISTORY)]

    def die(where: str) -> None:
        if where == point:
            raise Killed

    module = "messaging.unit_of_work.reach" if point == "desk.before_commit" else "gateway.desk.reports.reach"
    with monkeypatch.context() as patched:
        patched.setattr(module, die)
        with pytest.raises(Killed):
            people.try_step(APPROVER, whole, "signature", SIGNER, key="k-sign")
    assert [people.db[name].count_documents({}) for name in (VERSIONS, HISTORY)] == held
    assert people.db[REPORTS].find_one({"_id": whole})["status"] == "consolidated"  # type: ignore[index]
    people.step(APPROVER, whole, "signature", SIGNER, key="k-sign")


def test_what_is_signed_has_no_call_that_changes_it_and_a_hand_in_the_database_shows(people: People) -> None:
    round_ = people.open_round()
    for unit in ("582", "584"):
        people.hand_in(round_, unit)
    version = people.signed(round_)
    writing = [name for name in vars(versions) if name.startswith(("freeze", "save", "update", "change", "write"))]
    assert writing == ["freeze"]
    report = reports.find(people.db, version["report_id"])

    with pytest.raises(DuplicateKeyError):
        transact(lambda uow: versions.freeze(uow, report, version["content"], "x"))
    take_in(people.db, made.gifts("e-late", made.gift("late", 7_000)))
    assert people.get(PROVINCE, f"/report-versions/{version['version_id']}") == version
    people.db[SNAPSHOTS].update_one({"_id": version["snapshot_id"]}, {"$set": {"content": b"x"}})
    people.db["desk_chunks"].update_many({"snapshot": version["snapshot_id"]}, {"$set": {"sha256": "0"}})
    shown = people.ask(PROVINCE, "GET", f"/unit-reports/{version['report_id']}/figures")
    assert (shown.status_code, shown.json["code"]) == (500, "frozen_report_damaged")
    checked = people.get(AUDITOR, f"/report-versions/{version['version_id']}/check")
    assert not checked["intact"] and checked["problem"]


def test_rows_that_nothing_was_frozen_on_go_after_a_while_and_no_others(people: People) -> None:
    round_ = people.open_round()
    first = f"{round_['round_id']}-582"
    people.step(COMMUNE, first, "text", {"sections": {"assessment": "Tốt."}})
    people.step(COMMUNE, first, "submission")
    unused = people.get(COMMUNE, f"/unit-reports/{first}")["snapshot_id"]
    people.step(PROVINCE, first, "return", {"reason": "Thiếu."})
    people.step(COMMUNE, first, "submission")
    accepted = people.step(PROVINCE, first, "acceptance")
    assert tidying.drop_unused_rows(people.db, utc_now()) == 0
    later = utc_now() + dt.timedelta(days=tidying.KEPT_DAYS + 1)
    assert tidying.drop_unused_rows(people.db, later) == 1
    assert tidying.drop_unused_rows(people.db, later) == 0
    assert people.db[CHUNKS].count_documents({"snapshot": unused}) == 0
    assert people.get(AUDITOR, f"/report-versions/{accepted['version_id']}/check")["intact"]


def test_each_sees_and_does_what_is_theirs(people: People) -> None:
    round_ = people.open_round()
    first, second, whole = (f"{round_['round_id']}-{unit}" for unit in ("582", "584", "58"))
    assert people.ask(COMMUNE, "GET", f"/unit-reports/{second}").status_code == 403
    assert people.try_step(COMMUNE, second, "text", {"sections": {}}).status_code == 403
    assert people.try_step(COMMUNE, first, "acceptance").status_code == 403
    assert people.try_step(COMMUNE, whole, "consolidation").status_code == 403
    assert people.try_step(COMMUNE, whole, "signature", SIGNER).status_code == 403
    assert people.try_step(AUDITOR, first, "text", {"sections": {}}).status_code == 403
    assert people.ask(OTHER, "POST", "/report-rounds", {
        "campaign": made.CAMPAIGN, "unit": "58", "kind": "year", "from_on": "2024-01-01", "units": ["582"],
        "due_on": "2025-01-15",
    }).status_code == 403
    listed = people.get(COMMUNE, f"/unit-reports?campaign={made.CAMPAIGN}")["rows"]
    assert [one["unit"] for one in listed] == ["582"]
    assert len(people.get(AUDITOR, f"/unit-reports?campaign={made.CAMPAIGN}&limit=2")["rows"]) == 2
    standing = people.get(COMMUNE, f"/report-rounds/{round_['round_id']}/standing")
    assert [one["unit"] for one in standing["units"]] == ["582"]
    assert len(people.get(COMMUNE, f"/report-rounds?campaign={made.CAMPAIGN}")["rows"]) == 1
    assert people.get(("unit_officer", "585"), f"/report-rounds?campaign={made.CAMPAIGN}")["rows"] == []


def test_a_round_that_makes_no_sense_is_refused(people: People) -> None:
    usual = {"campaign": made.CAMPAIGN, "unit": "58", "kind": "quarter", "from_on": "2024-10-01", "units": ["582"],
             "due_business_days": 5}
    for changes, status, code in [
        ({"from_on": "2024-10-02"}, 422, "no_such_period"),
        ({"kind": "dates"}, 422, "period_needs_both_days"),
        ({"units": ["58"]}, 422, "unit_not_below"),
        ({"units": ["582", "582"]}, 422, "unit_twice"),
        ({"units": ["99"]}, 422, "unit_not_below"),
        ({"due_on": "2025-01-01"}, 422, "due_needs_one_way"),
        ({"due_business_days": None, "due_on": "2024-09-01"}, 422, "due_before_the_period"),
        ({"indicators": ["none"]}, 404, "unknown_indicator"),
        ({"from_on": "9999-10-01"}, 422, "no_such_period"),
    ]:
        answer = people.ask(PROVINCE, "POST", "/report-rounds", usual | changes)
        assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert people.db["desk_rounds"].count_documents({}) == 0


def test_a_round_is_opened_once_for_a_period_and_withdrawn_while_nobody_has_handed_in(people: People) -> None:
    round_ = people.open_round()
    body = {"campaign": made.CAMPAIGN, "unit": "58", "kind": "quarter", "from_on": "2024-10-01", "units": ["582"],
            "due_business_days": 5}
    twice = people.ask(PROVINCE, "POST", "/report-rounds", body)
    assert (twice.status_code, twice.json["code"]) == (409, "round_twice")
    withdrawal = f"/report-rounds/{round_['round_id']}/withdrawal"
    assert people.ask(PROVINCE, "POST", withdrawal, {"reason": "Nhầm kỳ."}, 1).status_code == 200
    assert people.ask(PROVINCE, "POST", withdrawal, {"reason": "Nhầm kỳ."}, 2).status_code == 409
    other = people.open_round()
    moved = people.ask(PROVINCE, "POST", f"/report-rounds/{other['round_id']}/deadline",
                       {"due_on": "2025-02-10", "reason": "Nghỉ Tết."}, 1)
    assert (moved.status_code, moved.json["due_on"], moved.json["version"]) == (200, "2025-02-10", 2), moved.text
    assert people.get(COMMUNE, f"/unit-reports/{other['round_id']}-582")["due_on"] == "2025-02-10"
    people.hand_in(other, "582")
    withdrawal = f"/report-rounds/{other['round_id']}/withdrawal"
    assert people.ask(PROVINCE, "POST", withdrawal, {"reason": "Nhầm."}, 2).json["code"] == "round_has_reports"
