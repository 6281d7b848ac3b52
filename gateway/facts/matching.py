"""What is known of the donors of bank lines."""

from __future__ import annotations

from gateway.facts.kinds import TAKEN_BACK, Contribution, Facts, Figure, Json


def _donation(gift: Json) -> list[Contribution]:
    if gift["channel"] != "bank_transfer" or gift.get(TAKEN_BACK):
        return []
    return [Contribution("transfers_matched", _match_state(gift), 1, gift["amount_vnd"])]


def _match_state(gift: Json) -> str:
    """What is known of the donor of a bank line.  As it was booked, its memo code is all that can tell."""
    return str(gift.get("match_state") or ("matched_by_code" if gift["pledge_id"] else "unmatched"))


FACTS = Facts(
    counts={"donation": _donation},
    figures=[
        Figure("transfers_matched", "Chuyển khoản theo kết quả đối chiếu", "vnd",
               "Tổng số tiền các khoản chuyển khoản, theo ngày nhận tiền, chưa trừ số hoàn trả, chia theo kết quả đối "
               "chiếu với phiếu đăng ký và người ủng hộ.",
               "donation", "Kết quả đối chiếu"),
    ],
    sources={
        "matched_by_code": "Tự khớp theo mã ủng hộ",
        "confirmed": "Gợi ý đã xác nhận",
        "attributed": "Gán bằng tay",
        "suggested": "Có gợi ý, chờ xác nhận",
        "unmatched": "Chưa rõ người ủng hộ",
    },
)
