"""Support paid to households, and its steps before."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _payment_day(entry: Json) -> str:
    """Support counts on the day it was paid; until then on the day it was proposed."""
    return entry["paid_on"] or entry["proposed_on"]


def _payment(payment: Json) -> list[Contribution]:
    if payment["status"] == "withdrawn":
        return []
    figure = {"paid": "paid", "approved": "support_approved"}.get(payment["status"], "support_pending")
    adds = [Contribution(figure, payment["kind"], 1, payment["amount_vnd"])]
    # What is paid can't be held back any more; its findings still show among the open findings.
    if payment["status"] == "paid" and not payment.get("was_received"):
        denied = payment.get("was_received") is False
        adds.append(Contribution("paid_denied" if denied else "paid_unconfirmed", payment["kind"], 1,
                                 payment["amount_vnd"]))
    if payment["open_finding_ids"] and payment["status"] != "paid":
        adds.append(Contribution("held", payment["kind"], 1, payment["amount_vnd"]))
    return adds


FACTS = Facts(
    kinds=[
        Kind("payment", "payment_id", _payment_day, ["donations.payments_changed.v1"], subjects=["payment"]),
        Kind("payment_batch", "batch_id", on("made_on"), ["donations.payment_batches_changed.v1"]),
    ],
    counts={"payment": _payment},
    figures=[
        Figure("paid", "Đã chi hỗ trợ", "vnd",
               "Tổng số tiền các khoản hỗ trợ đã chi, theo ngày chi.",
               "payment", "Loại hỗ trợ", beside=("payment", "household", "house")),
        Figure("paid_unconfirmed", "Đã chi, người nhận chưa xác nhận", "vnd",
               "Tổng số tiền các khoản đã chi mà chưa có xác nhận của người nhận, theo ngày chi.",
               "payment", "Loại hỗ trợ"),
        Figure("paid_denied", "Đã chi, người nhận báo chưa nhận", "vnd",
               "Tổng số tiền các khoản ghi đã chi mà người nhận báo chưa nhận được, theo ngày chi.",
               "payment", "Loại hỗ trợ"),
        Figure("support_approved", "Đã duyệt, chưa chi", "vnd",
               "Tổng số tiền các khoản hỗ trợ đã duyệt đủ mà chưa chi, theo ngày đề nghị.",
               "payment", "Loại hỗ trợ", beside=("payment", "household", "house")),
        Figure("support_pending", "Đang đề nghị, chờ duyệt", "vnd",
               "Tổng số tiền các khoản hỗ trợ đã đề nghị mà chưa duyệt đủ, theo ngày đề nghị.",
               "payment", "Loại hỗ trợ"),
        Figure("held", "Đang tạm dừng do giám sát", "vnd",
               "Tổng số tiền các khoản hỗ trợ chưa chi mà còn phát hiện giám sát chưa kết thúc, theo ngày đề nghị.",
               "payment", "Loại hỗ trợ", beside=("payment",)),
    ],
    sources={
        "livelihood": "Sinh kế",
        "education": "Học tập, học bổng",
        "health": "Khám chữa bệnh",
        "emergency": "Khẩn cấp",
        "tet_gift": "Quà Tết",
        "in_kind": "Hiện vật",
    },
)
