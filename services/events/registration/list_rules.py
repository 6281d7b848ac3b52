"""Who goes when a list of guests is taken back, and who stays."""

from __future__ import annotations

from contracts.refusals import NotFound

FREE, ENDED, CAME, ANSWERED = "free", "ended", "came", "answered"


class UnknownGuestList(NotFound):
    """No guest of the activity came by this list."""

    def __init__(self) -> None:
        super().__init__(
            "Không có lần nhập nào mang mã này đã đăng ký khách.", field="list_id",
            remedy="Chọn một lần nhập trong danh sách.",
        )


def standing_of(*, ended: bool, came: bool, answered: bool) -> str:
    """How a guest of a list stands: ``free`` to be taken back; ``ended`` already; or, by what the guest has done since,
    ``came`` or ``answered`` an offer, and stays."""
    if ended:
        return ENDED
    if came:
        return CAME
    return ANSWERED if answered else FREE
