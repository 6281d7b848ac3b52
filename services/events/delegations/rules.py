"""What a delegation may be, and when it has gone.

Ninh Thuận 2024 sends study visits; Sơn La 2023 delegations to Great Unity Days and to houses.
"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.refusals import NotFound, Refusal

HOUSE_PURPOSES = ("house_survey", "house_acceptance", "house_hand_over")


class DelegationNotFound(NotFound):
    """No delegation has this id."""


class DelegationElsewhere(Refusal):
    """The activity is of another campaign, or the delegation of another activity."""


class MemberTwice(Refusal):
    """The same name and office twice."""


class HousesMissing(Refusal):
    """A delegation that looks at houses says at which; no other names any."""


class HeadDeclined(Refusal):
    """Who declined can't lead it."""


class DelegationNotWaiting(Refusal):
    """It has gone already, or was called off."""

    kind = "conflict"


def check_delegation(
    purpose: str, head: tuple[str, str, str], members: Sequence[tuple[str, str, str]], house_ids: Sequence[str]
) -> None:
    """``head`` and ``members``: name, office, answer.

    Raises :class:`HeadDeclined`, :class:`MemberTwice`, :class:`HousesMissing`."""
    if head[2] == "declined":
        raise HeadDeclined("Trưởng đoàn đã từ chối.", field="head.answer", remedy="Chọn trưởng đoàn khác.")
    seen = {head[:2]}
    for place, member in enumerate(members):
        if member[:2] in seen:
            raise MemberTwice(
                "Người này đã có trong đoàn.", field=f"members.{place}.name", remedy="Bỏ một dòng, hoặc ghi rõ đơn vị."
            )
        seen.add(member[:2])
    if (purpose in HOUSE_PURPOSES) != bool(house_ids):
        raise HousesMissing(
            "Đoàn khảo sát, nghiệm thu, bàn giao nhà phải nêu mã nhà; đoàn khác thì không.", field="house_ids",
            remedy="Chép mã nhà từ danh sách nhà.",
        )
    if len(set(house_ids)) < len(house_ids):
        raise HousesMissing("Một nhà nêu hai lần.", field="house_ids", remedy="Mỗi nhà nêu một lần.")


def check_waiting(status: str) -> None:
    """It still waits to go.  Raises :class:`DelegationNotWaiting`."""
    if status != "formed":
        said = "đã đi" if status == "went" else "đã hủy"
        raise DelegationNotWaiting(f"Đoàn này {said}.", field="delegation_id", remedy="Lập đoàn khác nếu cần.")
