"""What subscribers may be told of: events that hold no personal data, and nothing that supervision keeps to itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

PUBLIC_EVENTS: Mapping[str, str] = {
    "donations.campaign_saved.v1": "Đợt vận động được lập hoặc sửa",
    "donations.donations_recorded.v1": "Khoản ủng hộ được ghi nhận",
    "donations.donations_changed.v1": "Khoản ủng hộ thay đổi",
    "donations.donations_reversed.v1": "Khoản ủng hộ được hoàn tác",
    "donations.refunds_changed.v1": "Hoàn trả người tặng",
    "donations.pledges_changed.v1": "Phiếu đăng ký ủng hộ thay đổi",
    "donations.goods_changed.v1": "Hiện vật được ghi nhận",
    "donations.labour_changed.v1": "Ngày công được ghi nhận",
    "donations.payments_changed.v1": "Khoản hỗ trợ qua một bước",
    "donations.houses_changed.v1": "Nhà Đại đoàn kết qua một bước",
    "donations.commitments_changed.v1": "Cam kết đỡ đầu, kết nghĩa thay đổi",
    "donations.relief_saved.v1": "Đợt cứu trợ được lập hoặc sửa",
    "donations.relief_distributions_changed.v1": "Phân phối hàng cứu trợ",
    "donations.ledger_root_published.v1": "Mã niêm phong sổ cái của một ngày được công bố",
    "donations.statement_import_changed.v1": "Lần nhập sao kê qua một bước",
    "events.activity_saved.v1": "Hoạt động được lập hoặc sửa",
    "events.outreach_changed.v1": "Tin, bài, buổi tuyên truyền",
    "events.outcomes_changed.v1": "Kết quả của hoạt động",
    "monitoring.damage_reported.v1": "Thiệt hại do thiên tai được báo",
    "monitoring.indicators_changed.v1": "Chỉ tiêu giảm nghèo thay đổi",
}
"""Type and meaning.  A type that is once in the list stays in it."""

Json = dict[str, Any]


def within(envelope: Json, units: Collection[str], campaign: str | None) -> Json | None:
    """The event with those of its entries that are of these units (and this campaign); None when none is."""
    data = envelope["data"]
    entries = data.get("entries")
    if isinstance(entries, list):
        kept = [entry for entry in entries if _is_within(entry, units, campaign)]
        return {**envelope, "data": {**data, "entries": kept}} if kept else None
    return envelope if _is_within(data, units, campaign) else None


def _is_within(entry: Json, units: Collection[str], campaign: str | None) -> bool:
    unit = entry.get("unit") or entry.get("lead_unit")
    of = entry.get("campaign") or entry.get("code")
    return unit in units and (campaign is None or of == campaign)
