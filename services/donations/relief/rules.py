"""The clocks of a relief campaign, and when gifts and goods fit into them.

Source: Decree 93/2021/NĐ-CP: at most 90 days of receiving from the call on, and all handed out within 20 days after.
The day of the call is not counted (Civil Code, article 147), so 90 days from 10 September end on 9 December.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

RELIEF = "relief"

MOST_EXTENSIONS = 50
MOST_DAMAGE_REFS = 1000


class Rule(NamedTuple):
    """How long, from which day on, by which document."""

    from_on: dt.date
    receiving_days: int
    distribution_days: int
    citation: str


DECREE = Rule(dt.date(2021, 12, 11), 90, 20, "Nghị định 93/2021/NĐ-CP ngày 27/10/2021 của Chính phủ")
"""In force until the province saves a later rule; also for calls of earlier days, which knew no other limit."""


class Clocks(NamedTuple):
    """Both ends are days on which it may still be done."""

    called_on: dt.date
    receiving_until_on: dt.date
    distribute_until_on: dt.date


class CampaignIsNoRelief(Refusal):
    """The campaign is not of the kind ``relief``."""


class ReliefNotCalled(NotFound):
    """No call has started the clocks of this campaign."""


class ReliefCalledAlready(Refusal):
    """The clocks run."""

    kind = "conflict"


class LongerThanTheRule(Refusal):
    """More days than the rule in force grants."""


class ReceivingNotBegun(Refusal):
    """A gift of a day before the call."""


class ReceivingIsOver(Refusal):
    """A gift of a day after the end of receiving."""


class NotLater(Refusal):
    """An extension ends later than what it extends."""


class DistributionEndsFirst(Refusal):
    """Handing out would end before receiving does."""


class TooManyExtensions(Refusal):
    """:data:`MOST_EXTENSIONS` is enough."""


class TooManyDamageRefs(Refusal):
    """:data:`MOST_DAMAGE_REFS` is enough."""


class DistributionNotFound(NotFound):
    """No distribution has this id."""


class DistributionWithdrawn(Refusal):
    """The record has been withdrawn."""

    kind = "conflict"


class DistributedBeforeCall(Refusal):
    """Goods of a relief that was not called yet."""


def rule_on(day: dt.date, saved: Iterable[Rule]) -> Rule:
    """The rule in force on a day: of those that have begun the one that began last."""
    begun = [rule for rule in (DECREE, *saved) if rule.from_on <= day]
    # Of two of one day the saved one: it stands later.
    return max(reversed(begun), key=lambda rule: rule.from_on) if begun else DECREE


def clocks(called_on: dt.date, rule: Rule, receiving_days: int | None, distribution_days: int | None) -> Clocks:
    """The clocks that a call starts.  Raises :class:`LongerThanTheRule`."""
    for field, days, most in (
        ("receiving_days", receiving_days, rule.receiving_days),
        ("distribution_days", distribution_days, rule.distribution_days),
    ):
        if days is not None and days > most:
            raise LongerThanTheRule(
                f"Quy định cho nhiều nhất {most} ngày ({rule.citation}).", field=field,
                remedy="Giảm số ngày; cần thêm thì gia hạn bằng quyết định có lý do.", most_days=most,
            )
    until = called_on + dt.timedelta(days=receiving_days or rule.receiving_days)
    return Clocks(called_on, until, until + dt.timedelta(days=distribution_days or rule.distribution_days))


def check_call(kind: str, called_on: dt.date, document_on: dt.date, today: dt.date) -> None:
    """Raises :class:`CampaignIsNoRelief`, DayInFuture or DayTooEarly."""
    if kind != RELIEF:
        raise CampaignIsNoRelief(
            "Đợt vận động này không phải đợt cứu trợ.", field="campaign",
            remedy="Lập đợt vận động có kind là relief; tiền cứu trợ không lẫn với Quỹ thường xuyên.",
        )
    check_business_day(document_on, today, "document_on")
    check_business_day(called_on, today, "called_on")


def check_gift(kind: str, terms: tuple[dt.date, dt.date] | None, received_on: dt.date) -> None:
    """Whether a gift in hand of this day may be booked for a campaign of ``kind``.

    ``terms``: the first and the last day of receiving, None before the call.  Late is late by the day the gift was
    handed over, not the day it is written down: a desk may catch up.  Bank money doesn't ask here: what stands on the
    statement is booked on its day, and what came late is published as late.

    Raises :class:`ReliefNotCalled`, :class:`ReceivingNotBegun` or :class:`ReceivingIsOver`."""
    if kind != RELIEF:
        return
    if terms is None:
        raise not_called()
    first, last = terms
    if received_on < first:
        raise ReceivingNotBegun(
            f"Đợt cứu trợ được phát động ngày {first:%d/%m/%Y}.", field="received_on",
            remedy="Kiểm tra lại ngày nhận, hoặc ghi vào Quỹ thường xuyên.", called_on=first.isoformat(),
        )
    if received_on > last:
        raise ReceivingIsOver(
            f"Đợt cứu trợ đã hết thời gian tiếp nhận từ sau ngày {last:%d/%m/%Y}.", field="received_on",
            remedy="Ghi vào Quỹ thường xuyên theo ý người tặng, hoặc gia hạn tiếp nhận bằng quyết định có lý do.",
            receiving_until_on=last.isoformat(),
        )


def extended(
    now: Clocks, receiving_until_on: dt.date | None, distribute_until_on: dt.date | None, extensions: int
) -> Clocks:
    """The clocks after an extension.  When receiving is extended alone, handing out ends as long after it as before.

    Raises :class:`NotLater`, :class:`DistributionEndsFirst` or :class:`TooManyExtensions`."""
    if extensions >= MOST_EXTENSIONS:
        raise TooManyExtensions(f"Đã gia hạn {extensions} lần.", remedy="Lập đợt cứu trợ mới.")
    until = receiving_until_on or now.receiving_until_on
    handed_out = distribute_until_on or now.distribute_until_on + (until - now.receiving_until_on)
    for field, new, old in (
        ("receiving_until_on", until, now.receiving_until_on),
        ("distribute_until_on", handed_out, now.distribute_until_on),
    ):
        if new < old:
            raise NotLater(
                f"Gia hạn phải kết thúc sau ngày {old:%d/%m/%Y}.", field=field, remedy="Chọn ngày muộn hơn."
            )
    if (until, handed_out) == now[1:]:
        raise NotLater(
            "Chưa có ngày nào muộn hơn trước.", field="receiving_until_on",
            remedy="Ghi ngày kết thúc mới của tiếp nhận hoặc của phân phối.",
        )
    if handed_out < until:
        raise DistributionEndsFirst(
            "Phân phối kết thúc trước khi tiếp nhận kết thúc.", field="distribute_until_on",
            remedy=f"Chọn ngày từ {until:%d/%m/%Y} trở đi.",
        )
    return Clocks(now.called_on, until, handed_out)


def check_distribution(now: Clocks, on: dt.date, today: dt.date) -> bool:
    """Whether goods handed out on this day were late.  They are written down all the same: they did go out.

    Raises :class:`DistributedBeforeCall`, DayInFuture or DayTooEarly."""
    check_business_day(on, today, "distributed_on")
    if on < now.called_on:
        raise DistributedBeforeCall(
            f"Đợt cứu trợ được phát động ngày {now.called_on:%d/%m/%Y}.", field="distributed_on",
            remedy="Kiểm tra lại ngày phân phối.",
        )
    return on > now.distribute_until_on


def not_called() -> ReliefNotCalled:
    """For whoever looks for a call that is not there."""
    return ReliefNotCalled(
        "Đợt cứu trợ này chưa có văn bản kêu gọi.", field="campaign",
        remedy="Ghi văn bản kêu gọi trước; thời gian tiếp nhận tính từ ngày phát động.",
    )
