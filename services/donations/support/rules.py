"""The steps of a support payment, who may take them, and what stops them.

Source: donations.md, "Paying out": propose → verify at commune → approve (two people, never the same, never
the proposer) → reserve → pay → recipient confirms.  An open finding of monitoring stops every step; a paid payment is
never undone.  Until it is paid the proposer or an approver (the gateway knows who is one) may withdraw it, held or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_amount, vn_day

Status = Literal["proposed", "verified", "approved_once", "approved", "paid", "withdrawn"]
Step = Literal["verify", "approve", "pay", "withdraw"]

APPROVALS_NEEDED = 2

STANDING: tuple[Status, ...] = ("proposed", "verified", "approved_once", "approved", "paid")
"""All but withdrawn: what keeps a household from the same support a second time."""

HOLDING_SUBJECTS = ("payment", "household", "house")
"""What a finding must be about to hold payments."""

_STEP_FROM: dict[Step, tuple[Status, ...]] = {
    "verify": ("proposed",),
    "approve": ("verified", "approved_once"),
    "pay": ("approved",),
    "withdraw": ("proposed", "verified", "approved_once", "approved"),
}
_STEP_NAMES: dict[Step, str] = {"verify": "thẩm tra", "approve": "duyệt", "pay": "chi", "withdraw": "rút"}
_STATUS_NAMES: dict[Status, str] = {
    "proposed": "mới đề nghị",
    "verified": "đã thẩm tra",
    "approved_once": "đã duyệt một chữ ký",
    "approved": "đã duyệt đủ",
    "paid": "đã chi",
    "withdrawn": "đã rút",
}


class PaymentNotFound(NotFound):
    """No payment has this id."""


class AllocationExists(Refusal):
    """The household has this kind of support already: not paid yet, or of this same campaign."""

    kind = "conflict"


class PaymentOnHold(Refusal):
    """Findings of monitoring are open against the payment or its household."""

    kind = "conflict"


class StepOutOfOrder(Refusal):
    """The payment's status doesn't allow this step (now, or any more)."""

    kind = "conflict"


class VerifierIsProposer(Refusal):
    """Who proposed a payment can't verify it."""

    kind = "forbidden"


class ApproverIsProposer(Refusal):
    """Who proposed a payment can't approve it."""

    kind = "forbidden"


class ApprovedByThemAlready(Refusal):
    """The two approvals come from two people."""

    kind = "forbidden"


class FundShort(Refusal):
    """The Fund of this campaign and unit holds less than the payment."""

    kind = "conflict"


class PaymentInBatch(Refusal):
    """The payment is in a batch that the bank carries out."""

    kind = "conflict"


class NotPaidYet(Refusal):
    """Only what is paid can have reached its recipient."""

    kind = "conflict"


class ConfirmedAlready(Refusal):
    """The recipient has confirmed it already."""

    kind = "conflict"


class ConfirmerIsPayer(Refusal):
    """Who paid can't confirm that the money has come."""

    kind = "forbidden"


class ConfirmedBeforePaid(Refusal):
    """The confirmation is dated before the payment."""


class PaidBeforeProposal(Refusal):
    """The payment is dated before it was proposed."""


@dataclass(frozen=True)
class Payment:
    """What the rules need to know of a payment; people are account ids."""

    status: Status
    proposed_on: dt.date
    proposed_by: str
    verified_by: str | None = None
    approved_by: tuple[str, ...] = ()
    paid_on: dt.date | None = None
    paid_by: str | None = None
    withdrawn_by: str | None = None
    open_finding_ids: tuple[str, ...] = ()


def proposed(proposed_on: dt.date, by: str, today: dt.date, open_finding_ids: Sequence[str] = ()) -> Payment:
    """A new proposal, held from the start by the findings that are open against its household.

    Raises DayInFuture or DayTooEarly for a ``proposed_on`` on which nothing can have happened (local days).
    """
    check_business_day(proposed_on, today, "proposed_on")
    return Payment("proposed", proposed_on, by, open_finding_ids=tuple(open_finding_ids))


def verified(payment: Payment, by: str) -> Payment:
    """Verified at the commune.  Raises PaymentOnHold, StepOutOfOrder, VerifierIsProposer."""
    _may_go_on(payment, "verify")
    if by == payment.proposed_by:
        raise VerifierIsProposer(
            "Người đề nghị không được tự thẩm tra khoản hỗ trợ của mình.",
            remedy="Để một người khác thẩm tra.",
        )
    return replace(payment, status="verified", verified_by=by)


def approved(payment: Payment, by: str) -> Payment:
    """Approved once more; the second approval, by another person, completes it.

    Raises PaymentOnHold, StepOutOfOrder, ApproverIsProposer, ApprovedByThemAlready.
    """
    _may_go_on(payment, "approve")
    if by == payment.proposed_by:
        raise ApproverIsProposer(
            "Người đề nghị không được duyệt khoản hỗ trợ của mình.", remedy="Để hai người khác duyệt."
        )
    if by in payment.approved_by:
        raise ApprovedByThemAlready(
            "Người này đã duyệt khoản hỗ trợ; cần hai người khác nhau cùng duyệt.",
            remedy="Để người thứ hai duyệt.",
        )
    approvals = (*payment.approved_by, by)
    status: Status = "approved" if len(approvals) >= APPROVALS_NEEDED else "approved_once"
    return replace(payment, status=status, approved_by=approvals)


def paid(payment: Payment, paid_on: dt.date, by: str, today: dt.date) -> Payment:
    """Paid on a local day.  Raises PaymentOnHold, StepOutOfOrder, DayInFuture, DayTooEarly, PaidBeforeProposal."""
    _may_go_on(payment, "pay")
    check_business_day(paid_on, today, "paid_on")
    if paid_on < payment.proposed_on:
        raise PaidBeforeProposal(
            f"Ngày chi {vn_day(paid_on)} trước ngày đề nghị {vn_day(payment.proposed_on)}.",
            field="paid_on", remedy=f"Nhập ngày từ {vn_day(payment.proposed_on)} trở đi.",
            proposed_on=payment.proposed_on.isoformat(),
        )
    return replace(payment, status="paid", paid_on=paid_on, paid_by=by)


def withdrawn(payment: Payment, by: str) -> Payment:
    """Withdrawn for good; a hold does not keep it, for nothing is paid by it.  Raises StepOutOfOrder."""
    _in_order(payment, "withdraw")
    return replace(payment, status="withdrawn", withdrawn_by=by)


def check_not_in_batch(batch_id: str | None) -> None:
    """Raises PaymentInBatch."""
    if batch_id:
        raise PaymentInBatch(
            "Khoản hỗ trợ đang nằm trong một lô chi qua ngân hàng.", field="payment_id",
            remedy="Kết thúc lô chi, hoặc đưa khoản này ra khỏi lô trước.", batch_id=batch_id,
        )


def check_confirmation(
    payment: Payment, was_received: bool | None, confirmed_on: dt.date, by: str, today: dt.date
) -> None:
    """Whether the recipient's word may be written down; "not received" may be followed by "received".

    Raises NotPaidYet, ConfirmedAlready, ConfirmerIsPayer, DayInFuture, DayTooEarly, ConfirmedBeforePaid."""
    if payment.status != "paid" or payment.paid_on is None:
        raise NotPaidYet("Khoản hỗ trợ này chưa chi.", field="payment_id", remedy="Chi xong rồi mới xác nhận.")
    if was_received:
        raise ConfirmedAlready(
            "Người nhận đã xác nhận khoản này.", field="payment_id", remedy="Không cần xác nhận nữa."
        )
    if by == payment.paid_by:
        raise ConfirmerIsPayer(
            "Người chi tiền không được tự xác nhận thay người nhận.", remedy="Để cán bộ khác ghi xác nhận."
        )
    check_business_day(confirmed_on, today, "confirmed_on")
    if confirmed_on < payment.paid_on:
        raise ConfirmedBeforePaid(
            f"Ngày xác nhận {vn_day(confirmed_on)} trước ngày chi {vn_day(payment.paid_on)}.", field="confirmed_on",
            remedy=f"Nhập ngày từ {vn_day(payment.paid_on)} trở đi.",
        )


def allocation_exists(payment_id: str, status: Status, campaign: str) -> AllocationExists:
    """The refusal that names the allocation that stands in the way."""
    return AllocationExists(
        f"Hộ này đã có khoản hỗ trợ cùng loại ({_STATUS_NAMES[status]}, mã {payment_id}).",
        field="household_code",
        remedy="Xem khoản đã có; mỗi hộ mỗi loại chỉ có một khoản hỗ trợ đang thực hiện. Nếu đề nghị sai thì rút lại.",
        payment_id=payment_id, status=status, campaign=campaign,
    )


def fund_short(available_vnd: int, wanted_vnd: int) -> FundShort:
    """The refusal that says how much the Fund could still pay, in đồng: none where the bank took more than there
    was."""
    available_vnd = max(available_vnd, 0)
    return FundShort(
        f"Quỹ chỉ còn {vn_amount(available_vnd)} đồng, không đủ chi {vn_amount(wanted_vnd)} đồng.",
        field="amount_vnd", remedy="Chờ quỹ có thêm tiền rồi chi.",
        available_vnd=available_vnd, wanted_vnd=wanted_vnd,
    )


def reaches(finding_campaign: str, finding_unit: str, lead_unit: str | None, campaign: str, unit: str) -> bool:
    """Whether a finding that was filed for one campaign and unit may hold a payment of another: only within its
    campaign, and there in its own unit, or in all when it was filed for the campaign's lead unit (``lead_unit``; None:
    no such campaign)."""
    return finding_campaign == campaign and finding_unit in (unit, lead_unit)


def is_news(seen_version: int | None, version: int) -> bool:
    """Whether a finding's state is newer than the one last applied (None: never heard of it)."""
    return seen_version is None or version > seen_version


def _in_order(payment: Payment, step: Step) -> None:
    if payment.status not in _STEP_FROM[step]:
        raise StepOutOfOrder(
            f"Khoản hỗ trợ {_STATUS_NAMES[payment.status]}, không thể {_STEP_NAMES[step]}.",
            remedy="Theo thứ tự: đề nghị, thẩm tra, duyệt hai lần, chi.",
            status=payment.status, step=step,
        )


def _may_go_on(payment: Payment, step: Step) -> None:
    # A payment that is already past the step is told so first: a hold would hide that it is done.
    _in_order(payment, step)
    if payment.open_finding_ids:
        raise PaymentOnHold(
            f"Khoản hỗ trợ đang tạm dừng: {len(payment.open_finding_ids)} phát hiện giám sát chưa kết thúc.",
            remedy="Khắc phục và chờ cán bộ giám sát kết thúc các phát hiện đó.",
            finding_ids=list(payment.open_finding_ids),
        )
