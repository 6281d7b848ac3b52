"""Which payments may go into a batch, what became of it, and which bank debit it explains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_amount

DAYS_APART = 31
"""A batch and the debit that it is are suggested for each other within so many days."""

MOST_CANDIDATES = 5


@dataclass(frozen=True)
class OpenDebit:
    """A bank debit that nothing explains yet."""

    account_number: str
    amount_vnd: int
    posted_on: dt.date


@dataclass(frozen=True)
class PaidBatch:
    """A batch that the bank has carried out, with those of its payments that explain no debit: id to đồng."""

    id: str
    account_number: str
    paid_on: dt.date
    payments: Mapping[str, int]


class BatchNotFound(NotFound):
    """No batch has this id."""


class PaymentsNotReady(Refusal):
    """Some payments can't go into the batch; ``facts["payments"]`` says which and why."""

    kind = "conflict"


class BatchClosed(Refusal):
    """The batch is settled or cancelled already."""

    kind = "conflict"


class NotInBatch(Refusal):
    """A payment is named as failed that is not in the batch."""


class SettledBeforeMade(Refusal):
    """The bank can't have paid before the batch was made."""


class BankDebitNotFound(NotFound):
    """No debit line of a statement has this id."""


class DebitExplainedAlready(Refusal):
    """The debit line is explained already."""

    kind = "conflict"


class DebitNotExplained(Refusal):
    """There is no explanation to take back."""

    kind = "conflict"


class SumsDiffer(Refusal):
    """The payments do not add up to the debit line."""


class NotPaidFromThisAccount(Refusal):
    """Some payments were not paid from the debit's account, or are explained by another line."""


NOT_READY: dict[str, str] = {
    "unknown": "không có khoản này", "elsewhere": "thuộc đợt vận động hoặc đơn vị khác",
    "not_approved": "chưa duyệt đủ hoặc đã chi", "on_hold": "đang tạm dừng do giám sát",
    "in_batch": "đã nằm trong lô khác", "no_bank_account": "hộ chưa có tài khoản ngân hàng trong sổ",
}


def check_ready(reasons: Mapping[str, str]) -> None:
    """``reasons``: by payment id, a key of NOT_READY.  Raises PaymentsNotReady unless it is empty."""
    if reasons:
        first, reason = next(iter(reasons.items()))
        raise PaymentsNotReady(
            f"{len(reasons)} khoản không đưa vào lô được; khoản {first}: {NOT_READY[reason]}.", field="payment_ids",
            remedy="Bỏ các khoản này ra, hoặc bổ sung cho đủ rồi lập lô lại.", payments=dict(reasons),
        )


def check_settling(
    status: str, made_on: dt.date, payment_ids: Collection[str], failed: Sequence[Mapping[str, Any]], paid_on: dt.date
) -> None:
    """Raises BatchClosed, SettledBeforeMade, NotInBatch.  ``made_on``, ``paid_on``: local days."""
    check_open(status)
    if paid_on < made_on:
        raise SettledBeforeMade(
            f"Ngày chi {paid_on:%d/%m/%Y} trước ngày lập lô {made_on:%d/%m/%Y}.", field="paid_on",
            remedy=f"Nhập ngày từ {made_on:%d/%m/%Y} trở đi.",
        )
    for place, one in enumerate(failed):
        if one["payment_id"] not in payment_ids:
            raise NotInBatch(
                f"Khoản {one['payment_id']} không có trong lô.", field=f"failed.{place}.payment_id",
                remedy="Chép lại mã từ tệp đã xuất.",
            )


def check_open(status: str) -> None:
    """Raises BatchClosed."""
    if status != "made":
        raise BatchClosed(
            "Lô chi này đã kết thúc hoặc đã hủy.", field="batch_id", remedy="Xem lại kết quả của lô.", status=status
        )


def candidates(debit: OpenDebit, batches: Sequence[PaidBatch]) -> list[dict[str, Any]]:
    """What the bank may have paid with a debit, the nearest day first: all that is left of a batch, where the bank
    debits a batch as a whole, or one of its payments, where it debits each.  The amount is the same to the đồng."""
    found: list[tuple[int, str, list[str], PaidBatch]] = []
    for batch in batches:
        days = abs((batch.paid_on - debit.posted_on).days)
        if batch.account_number != debit.account_number or days > DAYS_APART:
            continue
        if len(batch.payments) > 1 and sum(batch.payments.values()) == debit.amount_vnd:
            found.append((days, "batch", sorted(batch.payments), batch))
        single = sorted(id for id, vnd in batch.payments.items() if vnd == debit.amount_vnd)
        found += [(days, "payment", [id], batch) for id in single[:MOST_CANDIDATES]]
    found.sort(key=lambda one: one[:3])
    return [
        {"reason": reason, "batch_id": batch.id, "payment_ids": ids, "paid_on": batch.paid_on.isoformat()}
        for _, reason, ids, batch in found[:MOST_CANDIDATES]
    ]


def check_sum(debit_vnd: int, payments_vnd: int) -> None:
    """Raises SumsDiffer."""
    if debit_vnd != payments_vnd:
        raise SumsDiffer(
            f"Dòng ghi nợ {vn_amount(debit_vnd)} đồng, các khoản chi cộng lại {vn_amount(payments_vnd)} đồng.",
            field="payment_ids", remedy="Chọn đúng các khoản mà ngân hàng đã trả trong dòng này.",
            debit_vnd=debit_vnd, payments_vnd=payments_vnd,
        )
