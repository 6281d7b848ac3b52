"""A pledge is a promise, not money: what its state is, and whether a gift may fulfil it."""

from __future__ import annotations

from contracts.refusals import NotFound, Refusal


class PledgeNotFound(NotFound):
    """No pledge has this id."""

    def __init__(self, pledge_id: str) -> None:
        super().__init__(
            "Không tìm thấy phiếu đăng ký ủng hộ này.", field="pledge_id",
            remedy="Chọn lại phiếu trong danh sách.", pledge_id=pledge_id,
        )


class PledgeOfAnotherCampaign(Refusal):
    """The pledge belongs to another campaign than the gift."""

    def __init__(self, campaign: str) -> None:
        super().__init__(
            f"Phiếu đăng ký này thuộc đợt vận động “{campaign}”.", field="pledge_id",
            remedy="Ghi khoản ủng hộ vào đúng đợt vận động, hoặc bỏ trống phiếu đăng ký.",
        )


class PledgeOfAnotherUnit(Refusal):
    """The pledge was made to another unit than the gift: who books for one unit changes nothing of another's."""

    def __init__(self, unit: str) -> None:
        super().__init__(
            f"Phiếu đăng ký này thuộc đơn vị {unit}.", field="pledge_id",
            remedy="Ghi khoản ủng hộ vào đúng đơn vị của phiếu, hoặc bỏ trống phiếu đăng ký.", unit=unit,
        )


class PledgeAlreadyFulfilled(Refusal):
    """Nothing is owed on the pledge any more, so a suggestion that it might be is out of date."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Phiếu đăng ký này đã được thực hiện đủ.", field="pledge_id",
            remedy="Từ chối gợi ý này; nếu người ủng hộ tặng thêm ngoài phiếu thì gán phiếu bằng tay.",
        )


def status_of(amount_vnd: int, fulfilled_vnd: int) -> str:
    """open, part_fulfilled or fulfilled; giving more than promised is fulfilled too."""
    if fulfilled_vnd <= 0:
        return "open"
    return "fulfilled" if fulfilled_vnd >= amount_vnd else "part_fulfilled"
