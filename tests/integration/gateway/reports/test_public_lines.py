"""Searching the bank lines of a campaign as anybody may."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from limits import parse

from gateway.access import slowing
from gateway.projections.check import check
from gateway.projections.rebuild import rebuild
from gateway.projections.store import Db
from gateway.reports import public_lines
from gateway.reports.bank_references import gifts_of_reference
from gateway.reports.public_lines import Search, search
from messaging.envelope import Envelope
from tests import events_made as made
from tests.integration.gateway.reports.conftest import take_in

pytestmark = pytest.mark.integration

HANH = {"donor_name": "Nguyễn Thị Hạnh", "public_memo": "NGUYEN THI HANH ung ho nguoi ngheo"}


def line(id: str, amount_vnd: int = 50_000, **changes: Any) -> dict[str, Any]:
    seen = {"donor_name": "", "bank_reference": f"FT{id}", "received_on": "2024-10-20"}
    booked = {"channel": "bank_transfer", "statement_line_id": id, "import_id": "i1"}
    return made.gift(id, amount_vnd, **{**booked, **seen, **changes})


def found(**asked: Any) -> list[str]:
    return [one["line"] for one in search(Search(made.CAMPAIGN, **asked))["lines"]]


def changed(event_id: str, *lines: dict[str, Any]) -> Envelope:
    return made.listed(event_id, "donations.donations_changed.v1", *lines)


@pytest.fixture
def lines(filled: Db) -> Db:
    take_in(
        filled,
        made.gifts(
            "e-lines", line("aa01", **HANH), line("aa02", 70_000, received_on="2024-10-21"),
            line("aa03", 70_000, received_on="2024-10-22", memo_code="CTABCD1234XY"),
        ),
    )
    return filled


def test_words_are_found_in_any_order_with_or_without_diacritics(lines: Db) -> None:
    for text in ("Nguyễn Thị Hạnh", "hạnh nguyen", "HANH UNG HO", "nghèo thi"):
        assert found(text=text) == ["aa01"], text
    assert found(text="Nguyễn Thị Hằng") == []


def test_a_line_is_found_by_amount_day_reference_and_code_whoever_gave_it(lines: Db) -> None:
    assert found(amount_vnd=70_000) == ["aa03", "aa02"]
    assert found(text="ftaa02") == ["aa02"]
    assert found(text="ctabcd1234xy") == ["aa03"]
    day = {"from_on": made.AT.date(), "to_on": made.AT.date()}
    assert found(amount_vnd=50_000, **day) == ["aa01"]
    assert found(amount_vnd=70_000, **day) == []


def test_what_went_out_stands_among_the_lines(lines: Db) -> None:
    [debit] = search(Search(made.CAMPAIGN, way="out"))["lines"]
    assert (debit["line"], debit["amount_vnd"], debit["way"]) == ("s1", 11_000, "out")
    assert "s1" not in found(way="in") and "s1" in found()


def test_a_donor_who_takes_the_consent_back_is_covered_and_the_line_stays(lines: Db) -> None:
    take_in(lines, changed("e-hide", line("aa01", version=2)))
    assert found(text="hạnh") == [] and found(text="nghèo") == []
    [seen] = search(Search(made.CAMPAIGN, text="ftaa01"))["lines"]
    assert (seen["name"], seen["memo"], seen["amount_vnd"]) == ("", "", 50_000)
    # Told late, in the old order: nothing is seen again.
    take_in(lines, made.gifts("e-late", line("aa01", **HANH)))
    assert found(text="hạnh") == []


def test_what_an_undone_import_had_booked_is_shown_no_more(lines: Db) -> None:
    reversed_line = line("aa02", 70_000, version=2, reversal_entry_id="r", received_on="2024-10-21")
    take_in(lines, made.listed("e-undo", "donations.donations_reversed.v1", reversed_line))
    assert found(amount_vnd=70_000) == ["aa03"]
    again = line("aa02-2", 70_000, received_on="2024-10-21") | {"statement_line_id": "aa02"}
    take_in(lines, made.gifts("e-again", again))
    assert found(amount_vnd=70_000) == ["aa03", "aa02"]


def test_a_rebuild_finds_the_same(lines: Db) -> None:
    before = [found(), found(text="nghèo")]
    rebuild(lines)
    assert [found(), found(text="nghèo")] == before
    assert check(lines).differences == []


def test_pages_follow_each_other_without_a_gap_or_a_repeat(lines: Db) -> None:
    many = [line(f"bb{n:03}", 1_000 + n % 7, received_on=f"2024-10-{20 + n % 3}") for n in range(130)]
    take_in(lines, made.gifts("e-many", *many))
    seen: list[str] = []
    after: str | None = None
    while True:
        page = search(Search(made.CAMPAIGN, way="in"), after)
        seen += [one["line"] for one in page["lines"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 133


def test_two_common_words_that_never_meet_end_in_bounded_walks(lines: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_lines, "CHUNKS", (4, 6))
    monkeypatch.setattr(public_lines, "PROBED", 5)
    words = [
        line(f"cc{n:03}", received_on=f"2024-10-{28 - n // 10}", donor_name=("Chan", "Le")[n % 2]) for n in range(60)
    ]
    last = line("cc999", received_on="2024-10-18", donor_name="Chan Le")
    take_in(lines, made.gifts("e-words", *words, last))
    after: str | None = None
    looked: list[str] = []
    for _ in range(20):
        page = search(Search(made.CAMPAIGN, text="le chan"), after)
        if page["lines"]:
            break
        looked.append(page["looked_until"])
        after = page["next"]
    assert [one["line"] for one in page["lines"]] == ["cc999"]
    assert looked == sorted(looked, reverse=True) and len(looked) >= 2
    assert page["count"] is None


def test_many_words_find_the_same_lines_by_rows_and_by_keys(lines: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    memos = [" ".join(word for bit, word in enumerate(("mot", "hai", "ba", "bon")) if n >> bit & 1) for n in range(16)]
    rows = [
        line(f"mm{n:02}", received_on=f"2024-10-{n + 1:02}", donor_name="Le", public_memo=memo)
        for n, memo in enumerate(memos)
    ]
    take_in(lines, made.gifts("e-memos", *rows))
    for text, way in (("le mot", ""), ("le mot hai", "in"), ("ba le mot bon", ""), ("bon ba hai mot le", "out")):
        by_hand = [
            row["donation_id"] for row in reversed(rows)
            if set(text.split()) <= {"le", *row["public_memo"].split()} and way != "out"
        ]
        for at_once in (0, 300):
            monkeypatch.setattr(public_lines, "READ_AT_ONCE", at_once)
            assert found(text=text, way=way) == by_hand, (text, at_once)


def test_a_word_in_very_many_lines_is_counted_up_to_a_bound(lines: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_lines, "COUNTED", 2)
    page = search(Search(made.CAMPAIGN))
    assert (page["count"], page["counted_all"]) == (3, False)
    assert len(page["lines"]) == 4


def test_lines_of_another_campaign_are_not_among_them(lines: Db) -> None:
    take_in(lines, made.gifts("e-other", line("zz01", campaign="khac")))
    assert "zz01" not in found()
    assert [one["line"] for one in search(Search("khac"))["lines"]] == ["zz01"]


def test_the_page_shows_covered_lines_and_complete_totals(lines: Db, api: FlaskClient) -> None:
    del api.environ_base["HTTP_AUTHORIZATION"]
    page = api.get("/cong-khai/sao-ke").get_data(as_text=True)
    assert "4 dòng tiền vào" not in page and "3 dòng tiền vào" in page and "190.000" in page
    assert page.count("Không nêu tên") == 2 and "Nguyễn Thị Hạnh" in page
    for wrong, field in (("so-tien=1,5", "so-tien"), ("tu=2024-13-01", "tu"), ("tu=2024-10-20&den=2024-10-19", "tu")):
        answer = api.get(f"/cong-khai/sao-ke?{wrong}")
        assert answer.status_code == 422 and f'href="#{field}"' in answer.get_data(as_text=True), wrong
    assert api.get("/cong-khai/sao-ke?sau=khong").status_code == 422


def test_pages_of_the_portal_may_be_kept_a_minute_and_are_asked_for_again_by_their_mark(
    lines: Db, api: FlaskClient
) -> None:
    del api.environ_base["HTTP_AUTHORIZATION"]
    first = api.get("/cong-khai/sao-ke?tim=ngheo")
    assert first.headers["Cache-Control"] == "public, max-age=60" and "Cookie" in first.headers["Vary"]
    again = api.get("/cong-khai/sao-ke?tim=ngheo", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code in (200, 304)
    assert "Set-Cookie" not in first.headers


def test_who_asks_without_end_is_slowed_down(
    lines: Db, api: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowing, "ASKED", parse("3 per 1 hour"))
    del api.environ_base["HTTP_AUTHORIZATION"]
    api.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert [api.get(page).status_code for page in ("/", "/cong-khai", "/cong-khai/sao-ke")] == [200, 200, 200]
    refused = api.get("/cong-khai/sao-ke?tim=ngheo")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    api.environ_base["REMOTE_ADDR"] = "203.0.113.8"
    assert api.get("/cong-khai").status_code == 200


def test_a_gift_is_found_by_the_banks_reference_or_our_code_within_the_units_that_may_be_seen(lines: Db) -> None:
    def gifts(text: str, areas: list[str] | None = None) -> list[str]:
        return [one["statement_line_id"] for one in gifts_of_reference(made.CAMPAIGN, text, areas)]

    assert gifts("FTaa02") == ["aa02"] and gifts("ct abcd") == [] and gifts("CTABCD1234XY") == ["aa03"]
    assert gifts("FTaa02", areas=["58"]) == ["aa02"] and gifts("FTaa02", areas=[]) == []
    assert gifts("nguyen thi hanh") == [] and gifts("") == [], "names are not looked for here"
    assert gifts("50000") == [], "an amount is no reference"
