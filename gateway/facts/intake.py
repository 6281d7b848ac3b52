"""Gifts: what came in, what was taken back or refunded."""

from __future__ import annotations

from gateway.facts.kinds import TAKEN_BACK, Contribution, Facts, Figure, Json, Kind, on

AT_HOME = "VN"


def _donation(gift: Json) -> list[Contribution]:
    amount_vnd = gift["amount_vnd"]
    if gift.get(TAKEN_BACK):
        return [Contribution("taken_back", gift["channel"], 1, amount_vnd)]
    adds = [Contribution("received", gift["channel"], 1, amount_vnd)]
    if "donor_country" in gift:
        kind = "abroad" if gift["donor_country"] != AT_HOME else gift["donor_kind"]
        if kind:
            adds.append(Contribution("received_by_donor", kind, 1, amount_vnd))
    if "currency" in gift:
        adds.append(Contribution("received_foreign", gift["currency"].lower(), 1, amount_vnd))
    return adds


def _contributor(person: Json) -> list[Contribution]:
    # No amount: the money is the gift's, and counted there.
    return [Contribution("soft_credits", "people", 1, 0)] if person["status"] == "listed" else []


def _refund(refund: Json) -> list[Contribution]:
    amount_vnd = refund["amount_vnd"]
    # Not a gift fewer, but less money, on the day it went: so the sums are what the journal says of each day.
    return [
        Contribution("received", refund["channel"], 0, -amount_vnd),
        Contribution("refunded", f"refund_{refund['way']}", 1, amount_vnd),
    ]


FACTS = Facts(
    kinds=[
        Kind("donation", "donation_id", on("received_on"), [
            "donations.donations_recorded.v1", "donations.donations_changed.v1", "donations.donations_reversed.v1",
            "donations.donations_matched.v1",
        ], subjects=["donation", "statement_line"]),
        Kind("contributor", "contributor_id", on("received_on"), ["donations.contributors_changed.v1"]),
        Kind("refund", "refund_id", on("refunded_on"), ["donations.refunds_changed.v1"]),
    ],
    counts={"donation": _donation, "contributor": _contributor, "refund": _refund},
    figures=[
        Figure("received", "Đã tiếp nhận", "vnd",
               "Tổng số tiền các khoản ủng hộ, trừ khoản đã hoàn tác, theo ngày nhận tiền; trừ số đã hoàn trả người "
               "tặng, theo ngày hoàn trả.",
               "donation", "Kênh tiếp nhận", beside=("donation", "statement_line")),
        Figure("refunded", "Đã hoàn trả người tặng", "vnd",
               "Tổng số tiền đã hoàn trả, theo ngày hoàn trả; đã trừ trong số đã tiếp nhận.",
               "refund", "Cách hoàn trả", beside=("donation",)),
        Figure("taken_back", "Đã hoàn tác, đính chính", "vnd",
               "Tổng số tiền các khoản ủng hộ ghi sai đã có bút toán đảo, theo ngày nhận tiền; không nằm trong số đã "
               "tiếp nhận.",
               "donation", "Kênh tiếp nhận"),
        Figure("received_by_donor", "Đã tiếp nhận, theo người tặng", "vnd",
               "Tổng số tiền các khoản ủng hộ có ghi loại người tặng, theo ngày nhận tiền, chưa trừ số hoàn trả; người "
               "tặng ở nước ngoài là một loại.",
               "donation", "Loại người tặng"),
        Figure("soft_credits", "Người góp qua tập thể", "count",
               "Số người có tên trong danh sách của các khoản quyên góp tập thể, theo ngày nhận tiền; tiền tính một "
               "lần ở khoản ủng hộ, không tính lại cho từng người.",
               "contributor", "Nguồn"),
        Figure("received_foreign", "Đã tiếp nhận bằng ngoại tệ, quy ra đồng", "vnd",
               "Tổng số tiền quy đổi của các khoản ủng hộ bằng ngoại tệ, theo ngày nhận tiền, chưa trừ số hoàn trả.",
               "donation", "Loại tiền"),
    ],
    sources={
        "cash": "Tiền mặt",
        "card": "Thẻ",
        "wallet": "Ví điện tử",
        "bank_transfer": "Chuyển khoản (theo sao kê)",
        "people": "Người góp",
        "refund_cash": "Hoàn trả bằng tiền mặt",
        "refund_operator": "Đơn vị thanh toán hoàn trả",
        "refund_bank_transfer": "Hoàn trả bằng chuyển khoản",
        "organisation": "Cơ quan, tổ chức",
        "enterprise": "Doanh nghiệp",
        "individual": "Cá nhân",
        "abroad": "Từ nước ngoài",
        "usd": "Đô la Mỹ (USD)",
        "eur": "Euro (EUR)",
    },
)
