"""Whether a unit takes part in a campaign, for what is filed with services that do not know the campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.api.asking import ask, read


class UnitNotInCampaign(Refusal):
    """The unit has no part in the campaign."""


class CampaignNotFound(NotFound):
    """There is no such campaign."""


def check_takes_part(code: str, unit: str) -> None:
    """Raises :class:`CampaignNotFound` and :class:`UnitNotInCampaign`."""
    campaign = _campaign(code)
    if not any(units.contains(one, unit) for one in units_taking_part(campaign)):
        raise UnitNotInCampaign(
            f"Đơn vị {unit} không tham gia đợt vận động {code}.", field="unit",
            remedy="Chọn một đơn vị của đợt vận động.",
        )


def units_taking_part(campaign: Mapping[str, Any]) -> list[str]:
    """Codes of a campaign's units, that which leads it first."""
    return list(dict.fromkeys([campaign["lead_unit"], *(entry["unit"] for entry in campaign["units"])]))


def _campaign(code: str) -> dict[str, Any]:
    try:
        return read("campaign", code, lambda: ask("donations", "get_campaign", {"id": code}))
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        raise no_campaign(code) from None


def no_campaign(code: str) -> CampaignNotFound:
    """What to tell whoever names a campaign that is not there."""
    return CampaignNotFound(
        f"Không có đợt vận động nào mang mã {code[:80]}.", field="campaign", remedy="Chọn một đợt vận động đang có."
    )
