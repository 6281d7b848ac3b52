"""When a campaign's description makes sense."""

from __future__ import annotations

from collections import Counter
from typing import Any

from contracts.refusals import Refusal


class CampaignEndsBeforeItStarts(Refusal):
    """The last day lies before the first."""


class NamedTwice(Refusal):
    """A unit, or a bank account, stands twice in one list."""


class CampaignKindStands(Refusal):
    """Money of relief and of the standing Fund stay apart: a campaign doesn't change its kind."""

    kind = "conflict"


class UnitNotInCampaign(Refusal):
    """The unit does not take part in the campaign."""

    def __init__(self, unit: str, taking_part: list[str], field: str = "unit") -> None:
        super().__init__(
            f"Đơn vị {unit} không tham gia đợt vận động này.", field=field,
            remedy=f"Chọn một trong: {', '.join(taking_part)}.", unit=unit,
        )


def check(command: dict[str, Any]) -> None:
    """Refuse a campaign that contradicts itself.

    Raises :class:`CampaignEndsBeforeItStarts`, :class:`NamedTwice` or :class:`UnitNotInCampaign`."""
    if command["ends_on"] < command["starts_on"]:
        raise CampaignEndsBeforeItStarts(
            "Ngày kết thúc đứng trước ngày bắt đầu.", field="ends_on",
            remedy=f"Chọn ngày từ {command['starts_on']:%d/%m/%Y} trở đi.",
        )
    units = [row["unit"] for row in command["units"]]
    for value, times in Counter(units).items():
        if times > 1:
            raise NamedTwice(f"Đơn vị {value} được ghi {times} lần.", field="units", remedy="Giữ lại một dòng.")
    numbers = Counter(account["number"] for account in command["accounts"])
    for value, times in numbers.items():
        if times > 1:
            raise NamedTwice(f"Tài khoản {value} được ghi {times} lần.", field="accounts",
                                 remedy="Giữ lại một dòng.")
    if command["lead_unit"] not in units:
        raise UnitNotInCampaign(command["lead_unit"], units, field="lead_unit")
    for place, account in enumerate(command["accounts"]):
        if account["unit"] not in units:
            raise UnitNotInCampaign(account["unit"], units, field=f"accounts.{place}.unit")


def check_kind(was: str, wanted: str) -> None:
    """Raises :class:`CampaignKindStands`."""
    if was != wanted:
        raise CampaignKindStands(
            "Đợt vận động không đổi được loại.", field="kind", remedy="Lập đợt vận động khác với mã khác."
        )
