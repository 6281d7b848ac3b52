"""The report in the units of each fact's day and of any other day, on the official units."""

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient

from chungtay.campaign_file import load as read_campaign_file
from chungtay.demo.peak_month import CAMPAIGN_FILE
from gateway import units
from gateway.facts import FIGURES
from gateway.projections.store import Db
from gateway.reports.in_units import UnknownUnitsDay
from gateway.reports.listing import Question, page
from gateway.reports.provincial import provincial_report
from gateway.reports.rows import rows_behind
from gateway.units import shares, tree
from gateway.units.official import read_official
from tests import events_made as made
from tests.integration.gateway.reports.conftest import api, campaign_events, take_in, token_of  # noqa: F401

pytestmark = pytest.mark.integration

TODAY = "2026-11-27"


@pytest.fixture
def filled(db: Db) -> Db:
    """The demo's units, the official ones of its province and of Khánh Hòa, and gifts before and after 2025-07-01 on
    codes that mean two units."""
    units.save_units(read_campaign_file(CAMPAIGN_FILE)["units"])
    official = read_official().units
    inside = {"56", "58"}
    for _ in ("districts and new communes", "old communes"):
        inside |= {unit.code for unit in official if unit.parent in inside and (unit.valid_to or unit.parent == "56")}
    tree.merge([unit for unit in official if unit.code in inside], reorder=True)
    take_in(db, *campaign_events(), made.gifts(
        "e-communes", made.gift("old-22759", 1_000_003, unit="22759", received_on="2024-10-20"),
        made.gift("old-split", 1_000_001, unit=_old_east().code, received_on="2024-10-21"),
        made.gift("new-22759", 5_000_000, unit="22759", received_on="2025-08-01"),
        made.gift("new-56", 7_000_000, unit="56", received_on="2025-08-02"),
        made.gift("late-582", 9_000_000, unit="582", received_on="2025-08-03"),
    ))
    return db


def test_the_demo_s_figures_are_equal_in_the_units_of_the_day_and_of_today(filled: Db) -> None:
    reports = [_report(in_units=day) for day in ("day", TODAY, "2024-10-17", "2025-07-01")]
    for report in reports:
        assert report["total"] == reports[0]["total"]
        assert report["progress"] == reports[0]["progress"]
        for figure in FIGURES:
            total = report["total"][figure]
            assert _added(line["figures"][figure] for line in report["units"]) == total
            assert _added(line for line in report["sources"] if line["figure"] == figure) == total
        assert _targets(report) == _targets(reports[0])
    _history_is_not_shown_in_the_newest_hierarchy_unless_asked(reports[0])
    _ninh_thuan_is_in_khanh_hoa_today(reports[0], reports[1])
    _what_was_merged_is_not_taken_apart(reports[2])
    _each_line_opens_to_its_rows(reports)


def _history_is_not_shown_in_the_newest_hierarchy_unless_asked(by_day: dict[str, Any]) -> None:
    """DHIS2 shows all of the past in the units of today."""
    assert by_day["units_of"]["day"] is None
    names = [(line["unit"], line["name"], line["valid_to"]) for line in by_day["units"]]
    assert ("58", "Tỉnh Ninh Thuận", "2025-06-30") in names
    assert ("22759", "Phường Kinh Dinh", "2025-06-30") in names
    assert ("22759", "Phường Phan Rang", None) in names
    assert ("56", "Tỉnh Khánh Hòa", None) in names
    assert _received(by_day, "22759", "Phường Kinh Dinh") == 1_000_003


def _ninh_thuan_is_in_khanh_hoa_today(by_day: dict[str, Any], today: dict[str, Any]) -> None:
    """Merges add: DHIS2 keeps the last value instead."""
    own_58, own_56 = _received(by_day, "58", "Tỉnh Ninh Thuận"), _received(by_day, "56", "Tỉnh Khánh Hòa")
    assert _received(today, "56", "Tỉnh Khánh Hòa") == own_58 + own_56
    assert _received(today, "22759", "Phường Phan Rang") == 1_000_003 + 5_000_000
    apart = "Chưa phân bổ trong Tỉnh Khánh Hòa: Thành phố Phan Rang - Tháp Chàm"
    district = _received(by_day, "582", "Thành phố Phan Rang - Tháp Chàm")
    assert _received(today, "56", apart) == district
    assert not [line for line in today["units"] if line["unit"].startswith("58")]
    whole = _report(unit="56", in_units=TODAY)
    assert whole["total"] == today["total"]
    assert whole["unit_name"] == "Tỉnh Khánh Hòa"
    # In the units of the day, the new province has only what was booked since, and the old one all that was before.
    assert _report(unit="58", to_on=dt.date(2025, 6, 30))["total"] == _report(to_on=dt.date(2025, 6, 30))["total"]
    since = _report(unit="56", from_on=dt.date(2025, 1, 1), to_on=dt.date(2025, 12, 31))["total"]["received"]
    assert since == {"count": 3, "amount_vnd": 21_000_000}


def _what_was_merged_is_not_taken_apart(then: dict[str, Any]) -> None:
    assert _received(then, "", "Chưa phân bổ: Tỉnh Khánh Hòa") == 7_000_000
    assert _received(then, "582", "Chưa phân bổ trong Thành phố Phan Rang - Tháp Chàm: Phường Phan Rang") == 5_000_000


def _each_line_opens_to_its_rows(reports: list[dict[str, Any]]) -> None:
    for report in reports:
        for line in report["units"]:
            found = _open(line, "received")
            assert _added(found["rows"] + found["shares"]) == line["figures"]["received"], line["name"]
    found = rows_behind("received", made.CAMPAIGN, "56", in_units=TODAY, below=True)
    assert found["next"] is None
    assert _added(found["rows"]) == reports[1]["total"]["received"]


def test_a_split_is_divided_by_stated_shares_and_only_then(filled: Db) -> None:
    old = _old_east()
    before = _report(in_units=TODAY)
    apart = f"Chưa phân bổ trong Tỉnh Khánh Hòa: {old.name}"
    assert _received(before, "56", apart) == 1_000_001
    first, second = old.successors
    shares.write_shares(old, {first: 62, second: 38}, 100, "Nghị quyết", "tinh")
    tree.changed()
    after = _report(in_units=TODAY)
    assert after["total"] == before["total"]
    assert not [line for line in after["units"] if line["name"] == apart]
    parts = {line["unit"]: line for line in after["units"] if line["unit"] in old.successors}
    assert [parts[code]["figures"]["received"]["amount_vnd"] for code in old.successors] == [620_001, 380_000]
    for line in parts.values():
        found = _open(line, "received")
        assert _added(found["rows"] + found["shares"]) == line["figures"]["received"]
        assert found["shares"][0]["name"] == old.name
    assert _report(unit=first, in_units=TODAY)["total"]["received"]["amount_vnd"] == 620_001
    with pytest.raises(UnknownUnitsDay):
        _report(in_units="2024-02-30")


def test_an_ended_area_sees_its_history_and_its_successor_takes_it_over(filled: Db) -> None:
    def seen(*areas: str) -> set[str]:
        rows = page(Question("donation", made.CAMPAIGN, areas), limit=200)["rows"]
        return {row["donation_id"] for row in rows if not row["donation_id"].startswith("d")}

    assert seen("582") == {"old-22759", "old-split", "late-582"}
    assert seen("58") == {"old-22759", "old-split", "late-582"}
    assert seen("56") == {"old-22759", "old-split", "late-582", "new-22759", "new-56"}
    assert seen("22759") == {"old-22759", "new-22759"}
    # Who got a part of a split unit does not see the rows of all of it; who bears its code on does.
    other = next(code for code in _old_east().successors if code != _old_east().code)
    assert seen(other) == set()
    assert {row["id"] for row in rows_behind("received", made.CAMPAIGN, "582", below=True, areas=["582"])["rows"]} >= {
        "old-22759", "late-582",
    }
    new_rows = rows_behind("received", made.CAMPAIGN, "582", in_units="2024-10-17", below=True, areas=["582"])["rows"]
    assert "new-22759" not in {row["id"] for row in new_rows}


def test_the_api_and_the_page_show_the_units_that_are_asked_for(filled: Db, api: FlaskClient) -> None:  # noqa: F811
    about = {"campaign": made.CAMPAIGN, "units": "today"}
    told = api.get("/api/v1/reports/provincial", query_string=about).get_json()
    assert _received(told, "22759", "Phường Phan Rang") == 6_000_003
    line = next(line for line in told["units"] if line["name"] == "Phường Phan Rang")
    question = {"campaign": made.CAMPAIGN, "figure": "received", **line["rows"]}
    opened = api.get("/api/v1/reports/rows", query_string=question)
    assert _added(opened.get_json()["rows"]) == line["figures"]["received"]
    assert api.get("/api/v1/reports/provincial", query_string={**about, "units": "now"}).status_code == 422
    assert api.get("/api/v1/reports/provincial.xlsx", query_string=about).status_code == 200
    shown = api.get("/tong-quan", query_string=about).get_data(as_text=True)
    assert "Theo đơn vị hành chính ngày" in shown
    assert "Chưa phân bổ trong Tỉnh Khánh Hòa: Thành phố Phan Rang - Tháp Chàm" in shown
    rows = api.get("/so-lieu/received", query_string={**question, "from": "2024-10-01", "to": "2025-12-31"})
    assert "Phường Kinh Dinh" in rows.get_data(as_text=True)
    assert "Phường Phan Rang" in rows.get_data(as_text=True)


def test_units_are_found_by_day_and_by_name_without_diacritics(filled: Db, api: FlaskClient) -> None:  # noqa: F811
    def names(**query: str) -> set[str]:
        return {one["name"] for one in api.get("/api/v1/units", query_string=query).get_json()["units"]}

    assert names(q="kinh dinh", on="2024-10-17") == {"Phường Kinh Dinh"}
    assert names(q="kinh dinh") == set()
    assert names(level="province", on="2024-10-17") == {"Tỉnh Khánh Hòa", "Tỉnh Ninh Thuận"}
    assert names(level="province") == {"Tỉnh Khánh Hòa"}
    assert len(names(level="district", parent="58", on="2025-06-30")) == 7
    pages, mark = [], ""
    while mark is not None:
        page = api.get("/api/v1/units", query_string={"on": "2025-07-01", "limit": 20, "after": mark}).get_json()
        pages, mark = pages + [one["code"] for one in page["units"]], page["next"]
    assert len(pages) == len(set(pages)) == 66
    told = api.get("/api/v1/units/22759")
    assert [one["name"] for one in told.get_json()["same_code"]] == ["Phường Kinh Dinh"]
    assert "Phường Kinh Dinh" in [one["name"] for one in told.get_json()["predecessors"]]
    again = api.get("/api/v1/units/22759", headers={"If-None-Match": told.headers["ETag"]})
    assert again.status_code == 304
    assert api.get("/api/v1/units/99999").status_code == 404


def test_the_province_states_the_shares_of_a_split_and_nobody_else_does(
    filled: Db, api: FlaskClient  # noqa: F811
) -> None:
    old = _old_east()
    first, second = old.successors
    told = {"parts": {first: 62, second: 38}, "whole": 100, "reason": "Nghị quyết 12/NQ-HĐND"}
    address = f"/api/v1/units/{old.code}/shares"
    assert api.put(address, json=told).status_code == 403
    api.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of('province', '58')}"
    for _ in range(2):
        answered = api.put(address, json=told)
        assert answered.status_code == 200
        assert [one["version"] for one in answered.get_json()["shares"]] == [1]
        assert {one["code"]: one["part"] for one in answered.get_json()["successors"]} == told["parts"]
    corrected = api.put(address, json={**told, "parts": {first: 61, second: 39}})
    assert [one["stated_by"] for one in corrected.get_json()["shares"]] == ["province-58", "province-58"]
    refused = api.put(address, json={**told, "whole": 99})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "shares_dont_fit")
    not_split = api.put("/api/v1/units/58/shares", json={**told, "parts": {"56": 1, "58": 99}})
    assert (not_split.status_code, not_split.get_json()["code"]) == (409, "unit_not_split")


def _report(**question: Any) -> dict[str, Any]:
    period = {"from_on": dt.date(2024, 10, 1), "to_on": dt.date(2025, 12, 31)}
    return provincial_report(made.CAMPAIGN, **{**period, **question})


def _open(line: dict[str, Any], figure: str) -> dict[str, Any]:
    rows = line["rows"]
    return rows_behind(
        figure, made.CAMPAIGN, rows["unit"], dt.date.fromisoformat(rows["from_on"]),
        dt.date.fromisoformat(rows["to_on"]), in_units=rows["units"],
    )


def _old_east() -> units.Unit:
    """Old Phường Đông Hải of Phan Rang - Tháp Chàm, the one unit of the province that was split."""
    city = [unit for unit in units.all_units() if unit.parent == "582"]
    return next(unit for unit in city if len(unit.successors) > 1)


def _received(report: dict[str, Any], unit: str, name: str) -> int:
    found = [line for line in report["units"] if (line["unit"], line["name"]) == (unit, name)]
    assert len(found) == 1, (unit, name, [(line["unit"], line["name"]) for line in report["units"]])
    return int(found[0]["figures"]["received"]["amount_vnd"])


def _targets(report: dict[str, Any]) -> int:
    return sum(line["progress"]["target_vnd"] for line in report["units"])


def _added(ones: Any) -> dict[str, int]:
    ones = list(ones)
    return {name: sum(one[name] for one in ones) for name in ("count", "amount_vnd")}
