"""Who gets a place, who waits, and who looks like someone already registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from contracts.refusals import NotFound, Refusal
from runtime.text import fold
from services.events.activities.rules import PlacePlan, Quota
from services.events.registration.waiting_rules import Wish, lacking

CONFIRMED, OFFERED, WAITING, CANCELLED = "confirmed", "offered", "waiting", "cancelled"
BY_REQUEST, DECLINED, EXPIRED = "cancelled", "declined", "expired"
"""How a cancelled registration ended."""


class UnknownActivity(NotFound):
    """No activity has this code."""


class UnknownQuota(NotFound):
    """The activity has no quota of this code."""


class UnknownRegistration(NotFound):
    """No registration has this id."""


class UnknownGroup(NotFound):
    """No group has this id."""


class MoreNamesThanPlaces(Refusal):
    """A group names more members than the places it asks for."""


class NoMoreToName(Refusal):
    """A group has fewer members without a name than are named now."""

    kind = "conflict"


class QuotaAcross(Refusal):
    """A quota across the others is nobody's own quota: guests of blocks take from it too."""


class NotAcross(Refusal):
    """Nobody is a guest of two blocks."""


class QuotaFull(Refusal):
    """Too few places are left, and the party doesn't wait (or the activity keeps no waiting list)."""

    kind = "conflict"


class KeptForThoseWhoWait(QuotaFull):
    """Places are left, but whoever waits already comes first."""


class NothingOffered(Refusal):
    """The guest has no offer to answer."""

    kind = "conflict"


class OfferExpired(Refusal):
    """The offer was not accepted in time; the place has gone to the next."""

    kind = "conflict"


def check_known(activity: str, quotas: Sequence[Quota], code: str, field: str) -> None:
    """Raises UnknownQuota, which tells the codes there are."""
    known = sorted(quota.code for quota in quotas)
    if code not in known:
        raise UnknownQuota(
            f"Hoạt động “{activity}” không có khối khách nào mã “{code}”.", field=field,
            remedy=f"Các mã đang có: {', '.join(known)}." if known else "Hoạt động này không nhận đăng ký.",
            known=known,
        )


def check_quotas(activity: str, quotas: Sequence[Quota], quota: str, also: Sequence[str]) -> None:
    """Refuse a takes_from that the activity does not have.  Raises UnknownQuota, QuotaAcross and NotAcross."""
    known = {one.code: one for one in quotas}
    wanted = {"quota": quota, **{f"also.{place}": code for place, code in enumerate(also)}}
    for field, code in wanted.items():
        check_known(activity, quotas, code, field)
        if field == "quota" and known[code].across:
            raise QuotaAcross(
                f"“{known[code].name}” là chỗ tính riêng, không phải khối khách.", field=field,
                remedy="Chọn khối khách ở quota, ghi chỗ tính riêng này vào also.",
            )
        if field != "quota" and not known[code].across:
            raise NotAcross(
                f"“{known[code].name}” là khối khách; mỗi khách chỉ thuộc một khối.", field=field,
                remedy="Bỏ mã này khỏi also, hoặc đăng ký khách vào khối đó.",
            )


def refuse_full(plan: PlacePlan, wish: Wish, left: Mapping[str, int], *, waiting_list: bool) -> QuotaFull:
    """The refusal for a party that gets no places now, naming the quota that is full."""
    short = lacking(plan, left, wish)
    full = short[0] if short else wish.quota
    places, free = plan.sizes.get(full, 0), max(left.get(full, 0), 0)
    remedy = (
        "Đăng ký lại và chọn chờ chỗ để vào danh sách chờ, hoặc chọn khối khách khác."
        if waiting_list
        else "Hoạt động này không có danh sách chờ; chọn khối khách khác hoặc đề nghị ban tổ chức thêm chỗ."
    )
    facts = {"quota": wish.quota, "full": full, "places": places, "wanted": wish.size, "left": free}
    if not short:
        return KeptForThoseWhoWait(
            f"“{plan.names[full]}” còn chỗ nhưng đang dành cho người chờ trước.", field="quota", remedy=remedy, **facts
        )
    message = (
        f"“{plan.names[full]}” đã đủ {places} chỗ." if not free
        else f"“{plan.names[full]}” chỉ còn {free} chỗ, không đủ cho đoàn {wish.size} người."
    )
    return QuotaFull(message, field="quota", remedy=remedy, **facts)


def check_offer(status: str, offered_until: datetime | None, ended_by: str | None, now: datetime) -> None:
    """Refuse an answer to an offer that is not there any more.  Raises NothingOffered and OfferExpired."""
    if ended_by == EXPIRED or (offered_until is not None and offered_until <= now):
        raise OfferExpired(
            "Đã hết hạn giữ chỗ; chỗ này chuyển cho người chờ kế tiếp.", field="registration_id",
            remedy="Đăng ký lại để vào cuối danh sách chờ.",
        )
    if status != OFFERED:
        raise NothingOffered(
            "Đăng ký này không có chỗ nào đang giữ để trả lời.", field="registration_id",
            remedy="Xem lại tình trạng của đăng ký.",
        )


def check_members(size: int, named: int) -> None:
    """Raises MoreNamesThanPlaces."""
    if named > size:
        raise MoreNamesThanPlaces(
            f"Đoàn đăng ký {size} chỗ nhưng ghi tên {named} người.", field="members",
            remedy=f"Tăng số chỗ lên {named}, hoặc bớt tên.", size=size, named=named,
        )


def check_unnamed(unnamed: int, wanted: int) -> None:
    """Raises NoMoreToName."""
    if wanted > unnamed:
        raise NoMoreToName(
            f"Đoàn còn {unnamed} chỗ chưa ghi tên, không ghi thêm {wanted} người được.", field="members",
            remedy="Đăng ký thêm cho người chưa có chỗ.", unnamed=unnamed, wanted=wanted,
        )


def check_chosen(members: Sequence[str], chosen: Sequence[str]) -> set[str]:
    """The ids of the members that are meant: those chosen, all when none are.  Raises UnknownRegistration."""
    for place, id in enumerate(chosen):
        if id not in members:
            raise UnknownRegistration(
                "Người này không thuộc đoàn.", field=f"registration_ids.{place}", remedy="Xem lại danh sách của đoàn."
            )
    return set(chosen or members)


def homonym_key(guest_name: str, commune: str, organisation: str) -> str:
    """Equal for guests who may be one person: the same name, commune and organisation but for diacritics and
    case."""
    return "|".join(fold(part).replace("|", "/") for part in (guest_name, commune, organisation))
