"""Which answer to an invitation counts, and until when."""

import datetime as dt

from contracts.refusals import NotFound, Refusal

SENT, YES, NO, SUBSTITUTE, WITHDRAWN = "sent", "yes", "no", "substitute", "withdrawn"
LINK = "link"


class InvitationNotFound(NotFound):
    """No invitation has this id."""

    def __init__(self, field: str = "invitation_id") -> None:
        super().__init__("Không có thư mời nào mang mã này.", field=field, remedy="Xem lại mã trong danh sách thư mời.")


class InvitationWithdrawn(Refusal):
    """The invitation was taken back."""

    kind = "conflict"


class ReplyDayPassed(Refusal):
    """The last day for an answer by the link is over."""

    kind = "conflict"


class SubstituteUnnamed(Refusal):
    """A substitute, or whoever comes for an office, has to be named."""


def check_answer(
    status: str, answer: str, manner: str, *, today: dt.date, reply_by_on: dt.date, comes: str, invited: str
) -> None:
    """Refuse an answer that can't be taken.

    comes: name of who comes as told; invited: name of who was invited, if anybody by name.
    Staff may still enter by hand what they were told in time; the link ends with the last day.
    Raises :class:`InvitationWithdrawn`, :class:`ReplyDayPassed` or :class:`SubstituteUnnamed`."""
    if status == WITHDRAWN:
        raise InvitationWithdrawn(
            "Thư mời này đã rút lại.", field="invitation_id", remedy="Liên hệ ban tổ chức nếu có thắc mắc."
        )
    if manner == LINK and today > reply_by_on:
        raise ReplyDayPassed(
            f"Đã hết hạn trả lời (hạn cuối là ngày {reply_by_on:%d/%m/%Y}).", field="answer",
            remedy="Gọi ban tổ chức để báo trực tiếp.", reply_by_on=reply_by_on.isoformat(),
        )
    if answer == SUBSTITUTE and not comes:
        raise SubstituteUnnamed(
            "Chưa ghi tên người đi thay.", field="guest_name", remedy="Ghi họ và tên người đi thay."
        )
    if answer == YES and not comes and not invited:
        raise SubstituteUnnamed(
            "Thư mời gửi cơ quan, chưa ghi tên người dự.", field="guest_name", remedy="Ghi họ và tên người sẽ dự."
        )
