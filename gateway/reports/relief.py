"""What Decree 93/2021 wants published of a relief campaign: the call, what came and what went out, money and goods.

Everything is read at one moment, and nothing of it names a person: whom goods went to is told by groups and places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.facts import SOURCE_NAMES
from gateway.projections.cells import Sum
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.reports.scope import campaign_state

Json = dict[str, Any]
Status = Literal["receiving", "distributing", "overdue", "distributed"]

MOST_DISTRIBUTIONS = 20_000

STATUS_NAMES = {
    "receiving": "Đang tiếp nhận",
    "distributing": "Đã hết thời gian tiếp nhận, đang phân phối",
    "overdue": "Quá thời hạn phân phối, chưa phân phối hết tiền",
    "distributed": "Đã phân phối hết trong sổ",
}

COLUMNS = ("Mục", "Nội dung", "Đơn vị, nơi", "Ngày", "Số lượng", "Đơn vị tính", "Số tiền, giá trị (đồng)")


class UnknownRelief(NotFound):
    """The campaign has no call for relief."""


class TooManyDistributions(Refusal):
    """More than one list can hold."""


def status_on(day: dt.date, receiving_until_on: dt.date, distribute_until_on: dt.date, left_vnd: int) -> Status:
    """Where a relief stands on a day; ``left_vnd``: money received and not yet handed out."""
    if day <= receiving_until_on:
        return "receiving"
    if left_vnd <= 0:
        return "distributed"
    return "distributing" if day <= distribute_until_on else "overdue"


def disclosure(campaign: str, as_of: dt.date) -> Json:
    """All that is published.  ``as_of``: the day on which the clocks are read.  Raises :class:`UnknownRelief`."""

    def read(snapshot: Snapshot) -> Json:
        row = snapshot.row("relief", campaign)
        if row is None:
            raise UnknownRelief(
                "Không có đợt cứu trợ nào mang mã này.", field="campaign",
                remedy="Kiểm tra lại mã; đợt cứu trợ có từ khi ghi văn bản kêu gọi.",
            )
        state = row["state"]
        cells = {"campaign": campaign, "figure": {"$in": ["received", "paid"]}}
        sums = snapshot.sums({**cells, "grain": "month"}, by=("figure", "unit", "source"))
        after = {"campaign": campaign, "figure": "received", "grain": "day",
                 "span": {"$gt": state["receiving_until_on"]}}
        late = sum((one.amount_vnd for one in snapshot.sums(after, by=("source",)).values()), 0)
        match = {"kind": "relief_distribution", "campaign": campaign, "state.status": "recorded"}
        goods = _states(snapshot, match)
        store = _store(
            _states(snapshot, {"kind": "goods", "campaign": campaign, "state.status": "received"}),
            _states(snapshot, {"kind": "hand_out", "campaign": campaign, "state.status": "handed_out"}),
        )
        name = campaign_state(snapshot, campaign)["name"]
        return _told(name, state, sums, late, goods, as_of, snapshot.as_of) | store

    return at_one_moment(read)


def _states(snapshot: Snapshot, match: Json) -> list[Json]:
    found = list(snapshot.rows(match, sort=[("on", 1), ("_id", 1)], limit=MOST_DISTRIBUTIONS + 1))
    if len(found) > MOST_DISTRIBUTIONS:
        raise TooManyDistributions(
            f"Có hơn {MOST_DISTRIBUTIONS} dòng hàng cứu trợ.", remedy="Tải danh sách hiện vật, phân phối."
        )
    return [one["state"] for one in found]


def lines(told: Json) -> Iterator[Json]:
    """The same as a table, for CSV and XLSX."""

    def line(*values: Any) -> Json:
        return dict(zip(COLUMNS, values, strict=True))

    call = told["call"]
    document = f"{call['document_number']}, {call['document_issuer']}"
    yield line("Văn bản kêu gọi", document, "", call["document_on"], None, "", None)
    yield line("Căn cứ", call["citation"], "", None, None, "", None)
    for name, day in (
        ("Ngày phát động", call["called_on"]), ("Tiếp nhận đến hết ngày", call["receiving_until_on"]),
        ("Phân phối đến hết ngày", call["distribute_until_on"]),
    ):
        yield line(name, "", "", day, None, "", None)
    for one in call["extensions"]:
        yield line("Gia hạn", f"{one['document_number']}: {one['reason']}", "", one["extended_on"], None, "", None)
    for part, section in (("Tiền đã tiếp nhận", told["money_received"]), ("Tiền đã phân phối", told["money_given"])):
        for one in section["lines"]:
            yield line(part, one["source_name"], one["unit_name"], None, one["count"], "khoản", one["amount_vnd"])
        yield line(f"Cộng {part.lower()}", "", "", None, section["count"], "khoản", section["amount_vnd"])
    yield line("Trong đó nhận sau thời hạn", "", "", None, None, "", told["received_late_vnd"])
    yield line("Tiền còn lại", "", "", None, None, "", told["left_vnd"])
    for one in told["goods_received"]:
        yield line("Hàng đã tiếp nhận", one["what"], "", None, one["quantity"], one["measure"], one["value_vnd"])
        yield line("Trong đó còn trong kho", one["what"], "", None, one["in_store"], one["measure"], None)
    for one in told["store_given"]:
        where = ", ".join(filter(None, (one["place"], one["unit_name"])))
        yield line("Hàng đã cấp từ kho", one["what"], where, None, one["quantity"], one["measure"], one["value_vnd"])
    for one in told["goods_given"]["lines"]:
        for item in one["items"]:
            yield line(
                "Hàng đã phân phối", f"{item['name']} cho {one['for_whom']}", f"{one['place']}, {one['unit_name']}",
                one["distributed_on"], float(item["quantity"]), item["measure"], item["value_vnd"],
            )
    yield line("Cộng giá trị hàng đã phân phối", "", "", None, told["goods_given"]["households"], "lượt hộ",
               told["goods_given"]["value_vnd"])


def _told(
    name: str, call: Json, sums: Mapping[tuple[str, ...], Sum], late_vnd: int, goods: list[Json], as_of: dt.date,
    moment: Json,
) -> Json:
    received, given = _money(sums, "received"), _money(sums, "paid")
    left = received["amount_vnd"] - given["amount_vnd"]
    until, handed_out = (dt.date.fromisoformat(call[day]) for day in ("receiving_until_on", "distribute_until_on"))
    status = status_on(as_of, until, handed_out, left)
    return {
        "campaign": call["campaign"], "name": name, "day": as_of.isoformat(), "status": status,
        "status_name": STATUS_NAMES[status],
        "receiving_days_left": max((until - as_of).days, 0), "distribution_days_left": (handed_out - as_of).days,
        "call": call, "money_received": received, "received_late_vnd": late_vnd, "money_given": given,
        "left_vnd": left, "goods_given": _goods(goods), "as_of": moment,
    }


def _store(received: list[Json], handed_out: list[Json]) -> Json:
    """Goods that passed through the store, by what they are; a place is published, a household is not."""
    came: dict[tuple[str, str], list[int]] = {}
    for one in received:
        sums = came.setdefault((one["what"], one["measure"]), [0, 0, 0])
        for place, value in enumerate((one["quantity"], one["in_store"], one["stated_vnd"])):
            sums[place] += value
    went: dict[tuple[str, str, str, str], list[int]] = {}
    for one in handed_out:
        to = (one["what"], one["measure"], one["place"] if one["to"] == "to_place" else "", one["unit"])
        sums = went.setdefault(to, [0, 0, 0])
        for place, value in enumerate((one["quantity"], one["value_vnd"], 1)):
            sums[place] += value
    return {
        "goods_received": [
            {"what": what, "measure": measure, "quantity": quantity, "in_store": left, "value_vnd": value}
            for (what, measure), (quantity, left, value) in sorted(came.items())
        ],
        "store_given": [
            {"what": what, "measure": measure, "place": place, "unit": unit, "unit_name": units.name_of(unit),
             "quantity": quantity, "value_vnd": value, "times": times}
            for (what, measure, place, unit), (quantity, value, times) in sorted(went.items())
        ],
    }


def _money(sums: Mapping[tuple[str, ...], Sum], figure: str) -> Json:
    found = sorted((unit, source, one) for (key, unit, source), one in sums.items() if key == figure)
    told = [
        {"unit": unit, "unit_name": units.name_of(unit), "source": source,
         "source_name": SOURCE_NAMES.get(source, source), "count": one.count, "amount_vnd": one.amount_vnd}
        for unit, source, one in found
    ]
    return {"lines": told, "count": sum(one["count"] for one in told),
            "amount_vnd": sum(one["amount_vnd"] for one in told)}


def _goods(found: list[Json]) -> Json:
    totals: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for one in found:
        for item in one["items"]:
            key = (item["name"], item["measure"])
            quantity, value = totals.get(key, (Decimal(0), 0))
            totals[key] = (quantity + Decimal(item["quantity"]), value + item["value_vnd"])
    shown = ("unit", "distributed_on", "late", "for_whom", "place", "households", "items", "value_vnd", "need_refs")
    return {
        "lines": [{"unit_name": units.name_of(one["unit"]), **{key: one[key] for key in shown}} for one in found],
        "totals": [
            {"name": name, "measure": measure, "quantity": format(quantity.normalize(), "f"), "value_vnd": value}
            for (name, measure), (quantity, value) in sorted(totals.items())
        ],
        "households": sum(one["households"] for one in found), "value_vnd": sum(one["value_vnd"] for one in found),
    }
