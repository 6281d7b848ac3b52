"""The steps of a statement import, and from which state each may be taken.

receiving → queued → running → done.  Until it is done it can be cancelled, and one that was cancelled or has failed can
go on.  What has ended can be undone: undoing → undone; an undo that stopped over an error is asked for again.
"""

from __future__ import annotations

from contracts.refusals import NotFound, Refusal

CANCELLABLE = ("receiving", "queued", "running")
RESUMABLE = ("cancelled", "failed")
UNDOABLE = ("done", "cancelled", "failed", "undo_failed")
TAKEN_BACK = ("undoing", "undo_failed", "undone")
"""Its bookings are reversed, or some of them."""
WORKED_ON = ("running", "undoing")
"""While an importer has it."""

_STATUS_NAMES = {
    "receiving": "đang nhận tệp", "queued": "đang chờ đọc", "running": "đang đọc", "done": "đã xong",
    "cancelled": "đã hủy", "failed": "không đọc được", "undoing": "đang hoàn tác",
    "undo_failed": "hoàn tác dở dang", "undone": "đã hoàn tác",
}


class StatementImportNotFound(NotFound):
    """No import has this id."""

    def __init__(self) -> None:
        super().__init__(
            "Không có lần nhập sao kê nào mang mã này.", field="import_id", remedy="Kiểm tra lại mã lần nhập."
        )


class StatementImportClosed(Refusal):
    """The import is past the step that was asked for."""

    kind = "conflict"

    def __init__(self, status: str) -> None:
        super().__init__(
            f"Lần nhập này {_STATUS_NAMES[status]}, không làm bước này được nữa.",
            field="import_id",
            remedy="Xem kết quả lần nhập này; cần nhập lại thì tải tệp lên lần mới, dòng đã có sẽ không bị ghi hai "
            "lần.",
            status=status,
        )


class StatementImportNotFinished(Refusal):
    """What is still being read can't be undone."""

    kind = "conflict"

    def __init__(self, status: str) -> None:
        super().__init__(
            f"Lần nhập này {_STATUS_NAMES[status]}, chưa hoàn tác được.",
            field="import_id",
            remedy="Chờ lần nhập xong, hoặc hủy nó trước rồi hoàn tác.",
            status=status,
        )


class StatementFileGone(Refusal):
    """The import was cancelled before it began, and its file was thrown away."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Tệp của lần nhập này không còn: nó bị hủy trước khi bắt đầu đọc.",
            field="import_id",
            remedy="Tải tệp lên lần mới.",
        )


class ImportMoneySpent(Refusal):
    """The Fund has paid out, or promised, money that the import brought."""

    kind = "conflict"

    def __init__(self, available_vnd: int, wanted_vnd: int) -> None:
        super().__init__(
            f"Lần nhập này mang về {wanted_vnd} đồng mà Quỹ chỉ còn {available_vnd} đồng: tiền đã chi rồi thì không "
            "hoàn tác được.",
            field="import_id",
            remedy="Nhập sao kê còn thiếu để Quỹ đủ tiền trước, rồi hoàn tác; nếu không thì giữ lần nhập này.",
            available_vnd=available_vnd,
            wanted_vnd=wanted_vnd,
        )


class ImportMoneyGivenBack(Refusal):
    """A gift of the import was given back to its donor, or one of its debits is known as a refund: undoing the import
    would take the same money out of the books twice."""

    kind = "conflict"

    def __init__(self, refund_ids: list[str]) -> None:
        super().__init__(
            "Có khoản của lần nhập này đã hoàn trả người tặng, hoặc dòng ghi nợ đã gắn với một lần hoàn trả.",
            field="import_id",
            remedy="Giữ lần nhập này; khoản nào sai thì hoàn trả riêng khoản đó.",
            refund_ids=refund_ids,
        )


def check_cancellable(status: str) -> None:
    """Raises :class:`StatementImportClosed`."""
    if status not in CANCELLABLE:
        raise StatementImportClosed(status)


def check_resumable(status: str, has_file: bool) -> None:
    """Raises :class:`StatementImportClosed` or :class:`StatementFileGone`."""
    if status not in RESUMABLE:
        raise StatementImportClosed(status)
    if not has_file:
        raise StatementFileGone


def check_undoable(status: str) -> None:
    """Raises :class:`StatementImportNotFinished`."""
    if status not in UNDOABLE:
        raise StatementImportNotFinished(status)


def percent(done: int, of: int) -> int:
    """How much is done, in whole per cent; 100 only when all is."""
    return 100 if done >= of else done * 100 // of
