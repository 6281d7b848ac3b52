"""How large a statement as XLSX may be when it is unfolded (`runtime/unfolding.py` measures it)."""

from pathlib import Path

from contracts.refusals import Refusal
from runtime import unfolding
from services.donations.statements.reading.kinds import StatementFileUnreadable, unreadable

MOST_UNPACKED_BYTES = 300_000_000
MOST_CELLS = 6_000_000
"""About 600,000 rows of a statement."""
MOST_TEXT_CHARACTERS = 300_000_000


class SpreadsheetTooLarge(Refusal):
    """The spreadsheet unfolds to more than we take in at once."""


def measure(path: Path, most_unpacked_bytes: int = MOST_UNPACKED_BYTES) -> None:
    """Raises SpreadsheetTooLarge, StatementFileUnreadable (not an XLSX file, or a damaged one)."""
    try:
        unfolding.measure(path, unfolding.Limits(most_unpacked_bytes, MOST_CELLS, MOST_TEXT_CHARACTERS))
    except unfolding.UnfoldsTooLarge as error:
        raise too_large(str(error)) from error
    except unfolding.NoSpreadsheet as error:
        raise spreadsheet_damaged() from error


def spreadsheet_damaged() -> StatementFileUnreadable:
    """The file begins as a spreadsheet and is none that can be read."""
    return unreadable("Tệp bảng tính bị hỏng hoặc không phải Excel (.xlsx).")


def too_large(what: str) -> SpreadsheetTooLarge:
    """The refusal with what there is too much of."""
    return SpreadsheetTooLarge(
        f"Tệp bảng tính lớn bất thường ({what}).",
        field="first_chunk_base64",
        remedy="Chia sao kê thành nhiều tệp theo ngày, hoặc xuất dạng CSV, rồi nhập lần lượt.",
    )
