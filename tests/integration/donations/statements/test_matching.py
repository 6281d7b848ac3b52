"""Bank lines find their pledges: by code at once, else by suggestion, and a person decides. On a real MongoDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from messaging.unit_of_work import Store
from services.donations.matching import suggesting
from services.donations.matching.suggesting import Suggester
from services.donations.pledges.documents import Pledge
from services.donations.statements.importer import Importer
from tests.integration.donations.statements.conftest import Desk

pytestmark = pytest.mark.integration

Json = dict[str, Any]


def pledged(desk: Desk, name: str, thousands: int, **more: Any) -> Json:
    """A pledge of October 2024."""
    command = {
        "campaign": "ninh-thuan", "unit": "58", "amount_vnd": thousands * 1000, "pledger_name": name,
        "pledged_on": "2024-10-17", **more,
    }  # fmt: skip
    return desk.ok("register_pledge", command)


def suggest(store: Store) -> int:
    """Every step there is; gives how many."""
    steps, suggester = 0, Suggester(store)
    while suggester.run_step():
        steps += 1
        assert steps < 100, "the pass does not end"
    return steps


def lines(desk: Desk, state: str = "suggested", **filters: Any) -> list[Json]:
    page = desk.ok("list_match_lines", {"campaign": "ninh-thuan", "state": state, **filters})
    return list(page["lines"])


def told(desk: Desk) -> list[Json]:
    """The rows of all events about matching, oldest first."""
    return [row for event in desk.said("donations.donations_matched.v1") for row in event.data["entries"]]


def test_a_code_matches_at_once_a_name_and_amount_are_suggested_and_the_rest_is_in_the_pool(
    desk: Desk, statement: Any
) -> None:
    coded, named = pledged(desk, "Công ty Mẫu", 500), pledged(desk, "Đặng Thị Ánh", 700)
    desk.imported(statement(
        (18, 500, f"MBVCB.1.{coded['memo_code']} ung ho"), (18, 700, "123.1.2.DANG THI ANH ung ho"),
        (18, 700, "nguoi la ung ho"),
    ))  # fmt: skip
    suggest(desk.store)
    [by_code], [suggested], [unmatched] = (lines(desk, s) for s in ("matched_by_code", "suggested", "unmatched"))
    assert by_code["pledge"]["pledge_id"] == coded["pledge_id"]
    [candidate] = suggested["candidates"]
    assert candidate["pledge_id"] == named["pledge_id"]
    assert (candidate["score"], set(candidate["reasons"])) == (95, {"name_equal", "amount_equal", "day_soon"})
    assert (unmatched["candidates"], unmatched["pledge"]) == ([], None)
    assert desk.ok("get_pledge", {"id": named["pledge_id"]})["fulfilled_vnd"] == 0, "a suggestion fulfils nothing"


def test_confirming_fulfils_the_pledge_and_undoing_it_restores_everything(desk: Desk, statement: Any) -> None:
    pledge = pledged(desk, "Trần Văn Mẫu", 900, name_display="shown")
    desk.imported(statement((20, 900, "TRAN VAN MAU ung ho"), (21, 300, "TRAN VAN MAU gop lan hai")))
    suggest(desk.store)
    [line] = lines(desk, amount_vnd=900_000)
    confirmed = desk.ok("confirm_match", {
        "donation_id": line["donation_id"], "version": line["version"], "pledge_id": pledge["pledge_id"],
    })  # fmt: skip
    assert (confirmed["state"], confirmed["donor_name"]) == ("confirmed", "Trần Văn Mẫu")
    assert (confirmed["decided_by"], confirmed["candidates"]) == ("thu-quy", [])
    now = desk.ok("get_pledge", {"id": pledge["pledge_id"]})
    assert (now["fulfilled_vnd"], now["status"]) == (900_000, "fulfilled")

    undone = desk.ok("undo_match", {"donation_id": line["donation_id"], "version": confirmed["version"]})
    again = {name: value for name, value in undone.items() if name not in ("version", "note")}
    assert again == {name: value for name, value in line.items() if name not in ("version", "note")}
    now = desk.ok("get_pledge", {"id": pledge["pledge_id"]})
    assert (now["fulfilled_vnd"], now["status"]) == (0, "open")
    states = [row["match_state"] for row in told(desk) if row["donation_id"] == line["donation_id"]]
    assert states == ["suggested", "confirmed", "suggested"]
    assert {row["amount_vnd"] for row in told(desk) if row["donation_id"] == line["donation_id"]} == {900_000}


def test_a_pledge_is_fulfilled_in_parts_and_what_is_no_longer_owed_can_not_be_confirmed(
    desk: Desk, statement: Any
) -> None:
    pledge = pledged(desk, "Lê Thị Mẫu", 600)
    desk.imported(statement((20, 200, "LE THI MAU dot 1"), (21, 600, "LE THI MAU dot 2"), (22, 400, "LE THI MAU 3")))
    suggest(desk.store)
    found = lines(desk)
    assert [line["amount_vnd"] for line in found] == [200_000, 600_000, 400_000]

    def confirm(line: Json) -> Json:
        return desk.ask("confirm_match", {
            "donation_id": line["donation_id"], "version": line["version"], "pledge_id": pledge["pledge_id"],
        })  # fmt: skip

    assert "ok" in confirm(found[0])
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["status"] == "part_fulfilled"
    assert "ok" in confirm(found[2])
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["status"] == "fulfilled"
    assert confirm(found[1])["refused"]["code"] == "pledge_already_fulfilled"


def test_two_people_at_the_desk_do_not_both_decide_one_line(desk: Desk, statement: Any) -> None:
    pledge = pledged(desk, "Phạm Văn Mẫu", 800)
    desk.imported(statement((20, 800, "PHAM VAN MAU ung ho")))
    suggest(desk.store)
    [line] = lines(desk)
    seen = {"donation_id": line["donation_id"], "version": line["version"]}

    def decide(number: int) -> Json:
        if number % 2:
            return desk.ask("confirm_match", {**seen, "pledge_id": pledge["pledge_id"]}, key=f"k{number}")
        return desk.ask("attribute_line", {**seen, "donor_name": f"Người {number}"}, key=f"k{number}")

    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(decide, range(6)))
    assert sum("ok" in answer for answer in answers) == 1
    assert {a["refused"]["code"] for a in answers if "refused" in a} == {"line_decided_meanwhile"}
    now = desk.ok("get_pledge", {"id": pledge["pledge_id"]})
    won = next(a["ok"] for a in answers if "ok" in a)
    assert now["fulfilled_vnd"] == (800_000 if won["state"] == "confirmed" else 0)


def test_a_decision_sent_twice_counts_once(desk: Desk, statement: Any) -> None:
    pledge = pledged(desk, "Phạm Văn Mẫu", 800)
    desk.imported(statement((20, 800, "PHAM VAN MAU ung ho")))
    suggest(desk.store)
    [line] = lines(desk)
    command = {"donation_id": line["donation_id"], "version": line["version"], "pledge_id": pledge["pledge_id"]}
    first = desk.ok("confirm_match", command, key="a")
    assert desk.ok("confirm_match", command, key="a") == first
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["fulfilled_vnd"] == 800_000


def test_a_rejected_pledge_is_not_suggested_again_and_the_rejection_can_be_undone(desk: Desk, statement: Any) -> None:
    pledged(desk, "Võ Thị Mẫu", 800)
    desk.imported(statement((20, 800, "VO THI MAU ung ho")))
    suggest(desk.store)
    [line] = lines(desk)
    rejected = desk.ok("reject_match", {"donation_id": line["donation_id"], "version": line["version"]})
    assert rejected["state"] == "unmatched"
    desk.store.db.statement_imports.update_many({}, {"$unset": {"suggested_at": 1, "suggested_line_no": 1}})
    suggest(desk.store)
    assert lines(desk) == []
    [unmatched] = lines(desk, "unmatched")
    undone = desk.ok("undo_match", {"donation_id": line["donation_id"], "version": unmatched["version"]})
    assert (undone["state"], undone["candidates"]) == ("suggested", line["candidates"])
    refused = desk.refused("undo_match", {"donation_id": line["donation_id"], "version": undone["version"]})
    assert refused["code"] == "nothing_to_undo"


def test_a_line_is_attributed_by_hand_to_a_pledge_found_without_diacritics_or_by_its_code(
    desk: Desk, statement: Any
) -> None:
    pledge = pledged(desk, "Hoàng Đức Mẫu", 5_000)
    desk.imported(statement((20, 250, "chuyen tien")))
    suggest(desk.store)
    for text in ("hoang duc", "ĐỨC MẪU", pledge["memo_code"].lower()):
        [found] = desk.ok("find_pledges", {"campaign": "ninh-thuan", "text": text})["pledges"]
        assert found["pledge_id"] == pledge["pledge_id"]
    [line] = lines(desk, "unmatched")
    done = desk.ok("attribute_line", {
        "donation_id": line["donation_id"], "version": line["version"], "pledge_id": pledge["pledge_id"],
        "note": "Gọi điện xác nhận",
    })  # fmt: skip
    assert (done["state"], done["note"]) == ("attributed", "Gọi điện xác nhận")
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["fulfilled_vnd"] == 250_000
    seen = {"donation_id": line["donation_id"], "version": done["version"]}
    assert desk.refused("attribute_line", {**seen, "donor_name": "B"})["code"] == "line_already_decided"
    wanted = {"campaign": "ninh-thuan", "text": "mau hoang"}
    assert [one["donation_id"] for one in desk.ok("find_gifts", wanted)["gifts"]] == [line["donation_id"]]
    assert desk.ok("undo_match", seen)["state"] == "unmatched"
    assert desk.ok("find_gifts", wanted)["gifts"] == [], "nobody's again"
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["fulfilled_vnd"] == 0


def test_a_match_by_a_code_that_was_somebody_elses_can_be_undone(desk: Desk, statement: Any) -> None:
    pledge = pledged(desk, "Công ty Mẫu", 500)
    desk.imported(statement((18, 500, pledge["memo_code"])))
    [line] = lines(desk, "matched_by_code")
    undone = desk.ok("undo_match", {"donation_id": line["donation_id"], "version": line["version"]})
    assert (undone["state"], undone["pledge"]) == ("unmatched", None)
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["fulfilled_vnd"] == 0


def test_what_a_memo_claims_never_leaves_the_service(desk: Desk, statement: Any) -> None:
    pledge = pledged(desk, "Nguyễn Thị Kín", 800, name_display="masked")
    desk.imported(statement((20, 800, "NGUYEN THI KIN ung ho"), (20, 100, "PHAM VAN LA ung ho"), (21, 50, "x")))
    suggest(desk.store)
    [line] = lines(desk)
    assert line["claim"]["name"] == "nguyen thi kin", "the desk sees it"
    desk.ok("confirm_match", {
        "donation_id": line["donation_id"], "version": line["version"], "pledge_id": pledge["pledge_id"],
    })  # fmt: skip
    [other] = lines(desk, "unmatched", text="pham van la")
    desk.ok("attribute_line", {
        "donation_id": other["donation_id"], "version": other["version"], "donor_name": "Phạm Văn Lạ",
        "name_display": "anonymous",
    })  # fmt: skip
    bodies = b"".join(row["body"] for row in desk.store.db.outbox.find()).lower()
    for name in (b"nguyen thi kin", "nguyễn thị kín".encode(), b"pham van la", "phạm văn lạ".encode()):
        assert name not in bodies
    assert [row["donor_name"] for row in told(desk)] == ["", "N. T. K.", ""]


def test_a_pledge_written_down_after_its_money_came_is_suggested_too(desk: Desk, statement: Any) -> None:
    desk.imported(statement((20, 999, "BUI THI MAU ung ho"), (20, 100, "PHAM VAN LA ung ho")).replace(
        b"999.000", b"20.000.000"
    ))  # fmt: skip
    suggest(desk.store)
    assert lines(desk) == []
    pledge = pledged(desk, "Bùi Thị Mẫu", 20_000)
    suggest(desk.store)
    [line] = lines(desk)
    assert [one["pledge_id"] for one in line["candidates"]] == [pledge["pledge_id"]]


def test_the_lines_of_a_pledge_are_found_by_an_index_however_many_lines_there_are(desk: Desk) -> None:
    pledged(desk, "Bùi Thị Mẫu", 20_000)
    wanted = suggesting.lines_of_amounts(list(Pledge.objects))
    plan = str(desk.store.db.statement_lines.find(wanted).explain()["queryPlanner"]["winningPlan"])
    assert "campaign_1_credit_vnd_1_posted_on_1" in plan
    assert "COLLSCAN" not in plan


def test_a_defect_in_suggesting_stops_suggestions_for_a_while_and_never_the_imports(
    desk: Desk, statement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer = Importer(desk.store, owner="test")
    desk.imported(statement((20, 800, "DO THI MAU ung ho")))

    def break_down(*_: Any) -> None:
        raise ValueError("a defect")

    monkeypatch.setattr(suggesting, "read_claim", break_down)
    assert not importer.suggest_once()
    monkeypatch.undo()
    assert not importer.suggest_once(), "not again at once"
    desk.upload(statement((21, 900, "khac")))
    assert importer.run_once()


def test_pages_filter_by_day_amount_account_and_text_without_diacritics(desk: Desk, statement: Any) -> None:
    desk.imported(statement(
        (18, 100, "Đặng Thị Ánh ủng hộ"), (19, 100, "DANG THI ANH ung ho"), (19, 200, "khac"), (20, 300, "(khac) *")
    ))  # fmt: skip
    assert [line["posted_on"] for line in lines(desk, "unmatched", text="dang thi anh")] == ["2024-10-18", "2024-10-19"]
    assert len(lines(desk, "unmatched", text="ĐẶNG")) == 2
    assert [line["amount_vnd"] for line in lines(desk, "unmatched", text="(khac) *")] == [300_000]
    assert len(lines(desk, "unmatched", from_on="2024-10-19", to_on="2024-10-19")) == 2
    assert len(lines(desk, "unmatched", amount_vnd=200_000)) == 1
    assert len(lines(desk, "unmatched", account_number="0011000000000")) == 4
    assert lines(desk, "unmatched", account_number="4900000000") == []
    assert lines(desk, "unmatched", units=["582"]) == []
    seen, after = [], None
    while True:
        asked = {"campaign": "ninh-thuan", "state": "unmatched", "limit": 3, "after": after}
        page = desk.ok("list_match_lines", asked)
        seen += [line["donation_id"] for line in page["lines"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 4
    assert desk.refused("list_match_lines", {"campaign": "ninh-thuan", "state": "unmatched", "after": "x:y"})["code"] \
        == "broken_page_mark"


def test_every_look_at_memos_is_kept(desk: Desk, statement: Any) -> None:
    desk.imported(statement((18, 100, "a"), (18, 200, "b")))
    [line, _] = lines(desk, "unmatched")
    desk.ok("get_match_line", {"id": line["donation_id"]})
    assert [(one["looked_by"], one["lines"]) for one in desk.store.db.match_looks.find()] == [
        ("thu-quy", 2), ("thu-quy", 1),
    ]  # fmt: skip


def test_the_pass_goes_on_where_it_stopped_and_a_second_one_finds_nothing(
    desk: Desk, statement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("An", "Bình", "Chi", "Dung", "Giang"):
        pledged(desk, f"Nguyễn Thị {name}", 100)
    desk.imported(statement(*[(20, 100, f"NGUYEN THI {n} ung ho") for n in ("AN", "BINH", "CHI", "DUNG", "GIANG")]))
    monkeypatch.setattr(suggesting, "LINES_PER_STEP", 4)
    monkeypatch.setattr(suggesting, "MOST_SUGGESTIONS", 2)
    first = Suggester(desk.store)
    assert first.run_step()
    assert len(lines(desk)) == 2
    assert suggest(desk.store) > 1
    assert len(lines(desk)) == 5
    assert suggest(desk.store) == 0
    assert len(told(desk)) == 5, "nothing is said twice"


def test_an_undone_import_takes_its_matches_with_it_and_the_next_one_begins_anew(desk: Desk, statement: Any) -> None:
    first, second = pledged(desk, "Đỗ Thị Mẫu", 800), pledged(desk, "Ngô Văn Mẫu", 900)
    file = statement((20, 800, "DO THI MAU ung ho"), (20, 900, "NGO VAN MAU ung ho"))
    import_id = desk.upload(file)
    desk.run_importer()
    suggest(desk.store)
    [line], [other] = lines(desk, amount_vnd=800_000), lines(desk, amount_vnd=900_000)
    confirmed = desk.ok("confirm_match", {
        "donation_id": line["donation_id"], "version": line["version"],
        "pledge_id": line["candidates"][0]["pledge_id"],
    })  # fmt: skip
    desk.ok("undo_statement_import", {"import_id": import_id, "reason": "Nhầm tài khoản"})
    desk.run_importer()
    for state in ("confirmed", "suggested", "unmatched"):
        assert lines(desk, state) == [], state
    for pledge in (first, second):
        assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["fulfilled_vnd"] == 0
    for seen in (confirmed, other):
        late = {"donation_id": seen["donation_id"], "version": seen["version"], "donor_name": "A"}
        assert desk.refused("attribute_line", late)["code"] == "booking_taken_back"
        undo = {"donation_id": seen["donation_id"], "version": seen["version"]}
        assert desk.refused("undo_match", undo)["code"] == "booking_taken_back"

    desk.imported(file)
    suggest(desk.store)
    again = sorted(lines(desk), key=lambda one: int(one["amount_vnd"]))
    assert [one["candidates"][0]["pledge_id"] for one in again] == [first["pledge_id"], second["pledge_id"]]
    assert not {one["donation_id"] for one in again} & {line["donation_id"], other["donation_id"]}


def test_lines_that_share_a_place_of_their_file_are_all_shown_and_all_looked_at(
    desk: Desk, statement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("An", "Bình", "Chi", "Dung"):
        pledged(desk, f"Nguyễn Thị {name}", 100)
    desk.imported(statement(*[(20, 100, f"NGUYEN THI {n} ung ho") for n in ("AN", "BINH", "CHI", "DUNG")]))
    desk.store.db.statement_lines.update_many({"line_no": {"$gt": 3}}, {"$set": {"line_no": 4}})
    seen, after = set(), None
    for _ in range(10):
        asked = {"campaign": "ninh-thuan", "state": "unmatched", "limit": 1, "after": after}
        page = desk.ok("list_match_lines", asked)
        seen |= {line["donation_id"] for line in page["lines"]}
        after = page["next"]
        if after is None:
            break
    assert len(seen) == 4
    monkeypatch.setattr(suggesting, "LINES_PER_STEP", 3)
    suggest(desk.store)
    assert len(lines(desk)) == 4


def test_the_desk_tells_how_far_it_is_and_what_somebody_decided_last_until_it_is_undone(
    desk: Desk, statement: Any
) -> None:
    first, second = pledged(desk, "Ngô Thị Mẫu", 410), pledged(desk, "Hồ Văn Mẫu", 420)
    desk.imported(statement((20, 410, "NGO THI MAU ung ho"), (20, 420, "HO VAN MAU ung ho"), (20, 5, "ai do")))
    suggest(desk.store)
    by_amount = {line["amount_vnd"]: line for line in lines(desk)}

    def progress(**more: Any) -> tuple[int, int, list[int]]:
        told = desk.ok("get_desk_progress", {"campaign": "ninh-thuan", **more})
        return told["suggested"], told["decided"], [line["amount_vnd"] for line in told["own_decisions"]]

    assert progress() == (2, 0, [])
    seen = {amount: {name: line[name] for name in ("donation_id", "version")} for amount, line in by_amount.items()}
    confirmed = desk.ok("confirm_match", {**seen[410_000], "pledge_id": first["pledge_id"]})
    assert progress() == (1, 1, [410_000])
    desk.ok("reject_match", seen[420_000])
    assert progress() == (0, 2, [420_000, 410_000]), "a refused suggestion can be taken back too"
    assert progress(units=["582"]) == (0, 0, []) and second["unit"] == "58"
    desk.ok("undo_match", {"donation_id": confirmed["donation_id"], "version": confirmed["version"]})
    assert progress() == (1, 1, [420_000])


def test_reference_and_code_of_a_line_go_out_with_it_and_its_memo_only_while_the_name_is_shown(
    desk: Desk, statement: Any
) -> None:
    coded = pledged(desk, "Công ty Mẫu", 500)
    desk.imported(statement(
        (18, 500, f"MBVCB.1.{coded['memo_code']} ung ho"), (19, 700, "LE THI MAU 0912345678 ung ho"),
    ))  # fmt: skip
    booked = [row for event in desk.said("donations.donations_recorded.v1") for row in event.data["entries"]]
    assert [row.get("memo_code") for row in booked] == [coded["memo_code"], None]
    assert all(row["bank_reference"] and "public_memo" not in row for row in booked)
    [line] = [row for row in booked if row["amount_vnd"] == 700_000]
    wanted = {"donation_id": line["donation_id"], "version": 1, "donor_name": "Lê Thị Mẫu", "name_display": "shown"}
    desk.ok("attribute_line", wanted)
    row = told(desk)[-1]
    assert (row["donor_name"], row["public_memo"]) == ("Lê Thị Mẫu", "LE THI MAU ••• ung ho")
    assert row["bank_reference"] == line["bank_reference"]
    consent = {"donation_id": line["donation_id"], "name_display": "masked", "minor": None, "consent_basis": "spoken"}
    desk.ok("change_donor_consent", consent)
    row = desk.said("donations.donations_changed.v1")[-1].data["entries"][0]
    assert row["donor_name"] == "L. T. M." and "public_memo" not in row
    assert row["bank_reference"] == line["bank_reference"]


def test_a_pledger_who_wants_to_be_named_no_more_is_covered_on_the_bank_lines_of_the_pledge_too(
    desk: Desk, statement: Any
) -> None:
    pledge = pledged(desk, "Bùi Thị Mẫu", 600, name_display="shown")
    desk.imported(statement((20, 600, "BUI THI MAU ung ho"), (21, 5, "ai do")))
    suggest(desk.store)
    [line] = lines(desk)
    seen = {"donation_id": line["donation_id"], "version": line["version"], "pledge_id": pledge["pledge_id"]}
    desk.ok("confirm_match", seen)
    assert told(desk)[-1]["public_memo"] == "BUI THI MAU ung ho"
    wish = {"pledge_id": pledge["pledge_id"], "name_display": "anonymous", "consent_basis": "spoken", "minor": None}
    desk.ok("change_pledger_consent", wish)
    [row] = desk.said("donations.donations_changed.v1")[-1].data["entries"]
    assert row["donation_id"] == line["donation_id"] and row["version"] == line["version"] + 2
    assert row["donor_name"] == "" and "public_memo" not in row
    assert row["match_state"] == "confirmed" and row["pledge_id"] == pledge["pledge_id"]
    desk.ok("change_pledger_consent", {**wish, "name_display": "shown"})
    [row] = desk.said("donations.donations_changed.v1")[-1].data["entries"]
    assert row["donor_name"] == "Bùi Thị Mẫu", "and named again when the pledger says so"
