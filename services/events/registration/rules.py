"""Who gets a place, who waits, and who looks like someone already registered."""

from collections.abc import Mapping, Sequence

from contracts.refusals import NotFound, Refusal
from runtime.text import fold
from services.events.activities.rules import PlacePlan

CONFIRMED, WAITING, CANCELLED = "confirmed", "waiting", "cancelled"


class UnknownActivity(NotFound):
    """No activity has this code."""


class UnknownQuota(NotFound):
    """The activity has no quota of this code."""


class UnknownRegistration(NotFound):
    """No registration has this id."""


class QuotaFull(Refusal):
    """No place is left, and the guest doesn't wait (or the activity keeps no waiting list)."""

    kind = "conflict"


def refuse_full(plan: PlacePlan, quota: str, left: Mapping[str, int], *, waiting_list: bool) -> QuotaFull:
    """The refusal for a guest of ``quota`` when nothing is left, naming the quota that is full."""
    full = plan.full_pool(quota, left) or quota
    places = plan.sizes[full]
    remedy = (
        "Đăng ký lại và chọn chờ chỗ để vào danh sách chờ, hoặc chọn khối khách khác."
        if waiting_list
        else "Hoạt động này không có danh sách chờ; chọn khối khách khác hoặc đề nghị ban tổ chức thêm chỗ."
    )
    return QuotaFull(
        f"“{plan.names[full]}” đã đủ {places} chỗ.",
        field="quota", remedy=remedy, quota=quota, full=full, places=places,
    )


def quotas_to_serve(plan: PlacePlan, left: Mapping[str, int], waiting: Mapping[str, int]) -> list[str]:
    """Quotas in which someone waits although a place is free: the first of these guests is to be moved up.

    The order of the waiting list is strict by number among all who fit; a guest whose own quota is still
    full does not keep the next one out (events.md, "strict order").
    """
    return [
        quota
        for quota, guests in waiting.items()
        if guests > 0 and quota in plan.pools and plan.full_pool(quota, left) is None
    ]


def homonym_key(guest_name: str, commune: str, organisation: str) -> str:
    """Equal for guests who may be one person: the same name, commune and organisation but for diacritics and
    case."""
    return "|".join(fold(part).replace("|", "/") for part in (guest_name, commune, organisation))


def first_who_fit(
    plan: PlacePlan, left: Mapping[str, int], queue: Sequence[str], most: int
) -> list[int]:
    """Who of a waiting list gets a place: positions in ``queue`` (the quota of each waiting guest, in strict
    order).

    Each one served takes their places before the next is looked at.  At most ``most`` are served.
    """
    still_left = dict(left)
    served: list[int] = []
    for position, quota in enumerate(queue):
        if len(served) >= most:
            break
        if plan.full_pool(quota, still_left) is None:
            served.append(position)
            for pool in plan.pools[quota]:
                still_left[pool] -= 1
    return served
