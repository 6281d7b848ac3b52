"""How the places of an activity are shared out among its quotas.

Each quota, and the activity as a whole, has a **pool** of places.  A guest takes one place from the pool of
the quota and of every quota around it, up to the activity's total.  A *guaranteed* quota is set apart: its
places are taken out of every pool around it beforehand, so its guests take nothing from these and can't be
crowded out of them (events.md, "guaranteed floor").

A quota *across* the others (a bed, a seat on stage) is counted beside them: it lies in no block and in no total, and a
guest of a block takes from it too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.refusals import Refusal

TOTAL = "_total"
"""Name of the activity's own pool; no quota can be called so, since a code begins with a letter or a
digit."""

MAX_DEPTH = 5
"""Quotas inside one another at the most; the plans that we know of use two."""


class QuotaNamedTwice(Refusal):
    """Two quotas of one activity have the same code."""


class UnknownParentQuota(Refusal):
    """``within`` names no quota of the activity."""


class QuotaCycle(Refusal):
    """A quota lies within itself by way of others."""


class AcrossQuotaInBlock(Refusal):
    """A quota across the others lies within a block, or a block within it."""


class QuotasTooDeep(Refusal):
    """Quotas lie inside one another more than :data:`MAX_DEPTH` deep."""


class GuaranteedPlacesExceedTotal(Refusal):
    """More places are guaranteed than there are in the quota or activity around them."""


class QuotaBelowTaken(Refusal):
    """A quota would get fewer places than guests already have in it."""

    kind = "conflict"


class QuotaInUse(Refusal):
    """A quota would go away though guests have, or wait for, a place in it."""

    kind = "conflict"


class StepNumberedTwice(Refusal):
    """Two steps of the programme have the same order number."""


class ActivityEndsBeforeItStarts(Refusal):
    """``ends_on`` lies before ``starts_on``, or is given without it."""


class ActivityOfOtherCampaign(Refusal):
    """The activity's code is already used in another campaign."""

    kind = "conflict"


class ActivityUnitFixed(Refusal):
    """The unit can't change any more: registrations are already counted under it."""

    kind = "conflict"


@dataclass(frozen=True)
class Quota:
    """A number of places, for guests of one kind."""

    code: str
    name: str
    places: int
    within: str | None = None
    guaranteed: bool = False
    protocol_order: int = 0
    across: bool = False


@dataclass(frozen=True)
class PlacePlan:
    """What a guest of each quota takes from.

    sizes: places of each pool, by quota code or :data:`TOTAL` (absent where the activity has no total).
    pools: for each quota the pools from which one of its guests takes a place, innermost first.
    names: what people call each pool.
    fields: where the command states each pool's places ("quotas.3.places").
    """

    sizes: Mapping[str, int]
    pools: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    fields: Mapping[str, str]

    def pools_of(self, takes_from: str) -> tuple[str, ...]:
        """Pools that a guest takes one place from who has a place in each quota of ``takes_from`` ("khoi+giuong")."""
        return tuple(dict.fromkeys(pool for quota in takes_from.split("+") for pool in self.pools[quota]))

    def left(self, held: Mapping[str, int]) -> dict[str, int]:
        """Places left in each pool when so many are ``held`` of each such.  Raises :class:`QuotaBelowTaken` where
        more are held than there are."""
        used = dict.fromkeys(self.sizes, 0)
        for takes_from, guests in held.items():
            for pool in self.pools_of(takes_from) if guests else ():
                used[pool] += guests
        for pool, places in self.sizes.items():
            if used[pool] > places:
                raise QuotaBelowTaken(
                    f"“{self.names[pool]}” đã có {used[pool]} khách giữ chỗ, không thể chỉ còn {places} chỗ.",
                    field=self.fields[pool],
                    remedy=f"Để ít nhất {used[pool]} chỗ (chưa kể chỗ bảo đảm), hoặc hủy bớt đăng ký trước.",
                    quota=pool, taken=used[pool], places=places,
                )
        return {pool: places - used[pool] for pool, places in self.sizes.items()}

    def room(self, quota: str, left: Mapping[str, int]) -> int | None:
        """Guests whom ``quota`` can still take; None where nothing limits it."""
        return min((left[pool] for pool in self.pools[quota]), default=None)

    def full_pool(self, quota: str, left: Mapping[str, int]) -> str | None:
        """The innermost pool that keeps a guest out of ``quota``, or None while there is room."""
        return next((pool for pool in self.pools[quota] if left[pool] <= 0), None)


def plan_places(places: int | None, quotas: Sequence[Quota]) -> PlacePlan:
    """Share out an activity's ``places`` (None: no total) among its ``quotas``.

    Raises :class:`QuotaNamedTwice`, :class:`UnknownParentQuota`, :class:`QuotaCycle`, :class:`QuotasTooDeep`
    or :class:`GuaranteedPlacesExceedTotal`.
    """
    by_code = _by_code(quotas)
    around = {quota.code: _around(quota, by_code) for quota in quotas}
    sizes = {} if places is None else {TOTAL: places}
    sizes.update({quota.code: quota.places for quota in quotas})
    pools = {}
    for quota in quotas:
        pools[quota.code] = tuple(
            pool for pool in _until_set_apart(quota, around[quota.code], by_code) if pool in sizes
        )
    set_apart = dict.fromkeys(sizes, 0)
    for quota in quotas:
        if quota.guaranteed and (around[quota.code] or not quota.across):
            for pool in _carved_from(around[quota.code], by_code):
                if pool in sizes:
                    set_apart[pool] += quota.places
    names = {TOTAL: "Cả hoạt động", **{quota.code: quota.name for quota in quotas}}
    fields = {TOTAL: "places", **{quota.code: f"quotas.{i}.places" for i, quota in enumerate(quotas)}}
    for pool, apart in set_apart.items():
        if apart > sizes[pool]:
            raise GuaranteedPlacesExceedTotal(
                f"Chỗ bảo đảm bên trong “{names[pool]}” là {apart}, nhiều hơn {sizes[pool]} chỗ ở đây.",
                field=fields[pool],
                remedy="Giảm số chỗ bảo đảm hoặc tăng số chỗ chung.",
                quota=pool, guaranteed=apart, places=sizes[pool],
            )
    return PlacePlan({pool: size - set_apart[pool] for pool, size in sizes.items()}, pools, names, fields)


def check_description(starts_on: date | None, ends_on: date | None, step_orders: Sequence[int]) -> None:
    """Refuse days and programmes that can't be.

    Raises :class:`ActivityEndsBeforeItStarts` or :class:`StepNumberedTwice`.
    """
    if ends_on is not None and (starts_on is None or ends_on < starts_on):
        raise ActivityEndsBeforeItStarts(
            "Ngày kết thúc trước ngày bắt đầu." if starts_on else "Có ngày kết thúc mà chưa có ngày bắt đầu.",
            field="ends_on", remedy="Sửa lại hai ngày; bỏ trống cả hai nếu chưa định ngày.",
        )
    seen: set[int] = set()
    for place, order in enumerate(step_orders):
        if order in seen:
            raise StepNumberedTwice(
                f"Chương trình có hai bước cùng số thứ tự {order}.",
                field=f"programme.{place}.order", remedy="Đánh số mỗi bước một số riêng.", order=order,
            )
        seen.add(order)


def check_change(
    code: str, *, campaigns: tuple[str, str], units: tuple[str, str], has_registrations: bool
) -> None:
    """Refuse to move an activity from ``campaigns[0]`` or ``units[0]`` to ``[1]`` where figures would be
    left behind.

    Raises :class:`ActivityOfOtherCampaign` or :class:`ActivityUnitFixed`.
    """
    if campaigns[0] != campaigns[1]:
        raise ActivityOfOtherCampaign(
            f"Mã hoạt động “{code}” đã dùng trong đợt vận động {campaigns[0]}.",
            field="code", remedy="Chọn mã khác cho hoạt động này.", campaign=campaigns[0],
        )
    if units[0] != units[1] and has_registrations:
        raise ActivityUnitFixed(
            f"Hoạt động “{code}” đã có đăng ký tính cho đơn vị {units[0]}, không đổi đơn vị được nữa.",
            field="unit", remedy=f"Giữ đơn vị {units[0]}, hoặc lập hoạt động mới với mã khác.", unit=units[0],
        )


def check_removed(old: Sequence[Quota], new: Sequence[Quota], guests: Mapping[str, int]) -> None:
    """Refuse to drop a quota in which ``guests`` have or wait for a place.  Raises :class:`QuotaInUse`."""
    kept = {quota.code for quota in new}
    for quota in old:
        if quota.code not in kept and guests.get(quota.code, 0) > 0:
            raise QuotaInUse(
                f"Không bỏ được “{quota.name}”: còn {guests[quota.code]} khách đã đăng ký ở đó.",
                field="quotas", remedy="Giữ lại phần này, hoặc hủy các đăng ký ở đó trước.",
                quota=quota.code, guests=guests[quota.code],
            )


def with_everything_inside(quota: str, quotas: Sequence[Quota]) -> list[str]:
    """Codes of ``quota`` and of all quotas within it, at any depth, in the order of ``quotas``."""
    by_code = {q.code: q for q in quotas}
    return [q.code for q in quotas if q.code == quota or quota in _around(q, by_code)]


def _by_code(quotas: Sequence[Quota]) -> dict[str, Quota]:
    by_code: dict[str, Quota] = {}
    for place, quota in enumerate(quotas):
        if quota.code in by_code:
            raise QuotaNamedTwice(
                f"Có hai phần cùng mã “{quota.code}”.",
                field=f"quotas.{place}.code", remedy="Đặt cho mỗi phần một mã riêng.", quota=quota.code,
            )
        by_code[quota.code] = quota
    return by_code


def _around(quota: Quota, by_code: Mapping[str, Quota]) -> list[str]:
    """Codes of the quotas around ``quota``, innermost first."""
    around: list[str] = []
    inner = quota
    while inner.within is not None:
        field = f"quotas.{list(by_code).index(inner.code)}.within"
        if inner.within not in by_code:
            raise UnknownParentQuota(
                f"“{inner.name}” nằm trong “{inner.within}”, nhưng hoạt động không có phần nào mã đó.",
                field=field, remedy=f"Các mã đang có: {', '.join(sorted(by_code))}.",
            )
        if by_code[inner.within].across != quota.across:
            raise AcrossQuotaInBlock(
                f"“{quota.name}” và “{by_code[inner.within].name}” không lồng vào nhau được.", field=field,
                remedy="Chỗ tính riêng (lưu trú, ghế sân khấu) để ngoài các khối khách.",
            )
        if inner.within == quota.code or inner.within in around:
            raise QuotaCycle(
                f"“{quota.name}” nằm vòng trong chính nó.", field=field, remedy="Bỏ một mắt của vòng."
            )
        around.append(inner.within)
        if len(around) >= MAX_DEPTH:
            raise QuotasTooDeep(
                f"“{quota.name}” lồng quá {MAX_DEPTH} tầng.", field=field,
                remedy=f"Để nhiều nhất {MAX_DEPTH} tầng."
            )
        inner = by_code[inner.within]
    return around


def _until_set_apart(quota: Quota, around: Sequence[str], by_code: Mapping[str, Quota]) -> list[str]:
    """Pools that a guest of ``quota`` takes from: outwards as far as the first guaranteed quota, and with
    it."""
    pools: list[str] = []
    for code in [quota.code, *around]:
        pools.append(code)
        if by_code[code].guaranteed:
            return pools
    return pools if quota.across else [*pools, TOTAL]


def _carved_from(around: Sequence[str], by_code: Mapping[str, Quota]) -> list[str]:
    """Pools from which a guaranteed quota's places are set apart: outwards as far as another guaranteed
    quota."""
    return _until_set_apart(by_code[around[0]], around[1:], by_code) if around else [TOTAL]
