"""Cut a CSV stream into records, in bounded memory, without letting one broken row take others with it.

We do not hand the stream to the csv module whole: a quote that is never closed would make it swallow every
row to the end of the file as one cell. Here such a row stands alone, and reading goes on with the very next
line.
"""

import io
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

LONGEST_LINE = 16_384
LONGEST_RECORD_LINES = 20
"""A memo with more line breaks than this is a quote that was never closed."""


class Record(NamedTuple):
    """The text of one row and the physical line it begins on; `overlong` when it was cut for its length."""

    line_no: int
    text: str
    overlong: bool = False


class PhysicalLines:
    """Lines with their number, counted from 1; one that is too long is cut, never held whole."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._next_no = 1
        self._given_back: deque[Record] = deque()

    def take(self) -> Record | None:
        """The next line, or None at the end."""
        if self._given_back:
            return self._given_back.popleft()
        line = self._text.readline(LONGEST_LINE)
        if not line:
            return None
        overlong = len(line) == LONGEST_LINE and not line.endswith("\n")
        if overlong:
            while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
        record = Record(self._next_no, line, overlong)
        self._next_no += 1
        return record

    def give_back(self, lines: list[Record]) -> None:
        """Put lines back that were taken, to be taken again."""
        self._given_back.extendleft(reversed(lines))


def cut_records(lines: PhysicalLines, is_one_row: Callable[[list[str]], bool]) -> Iterator[Record]:
    """Records in file order. Lines are joined only where a quoted cell runs over them.

    is_one_row: told the physical lines that quotes would join, says whether they really are one row. If not,
    the first line is given alone and the others get their own turn, so that every line is accounted for.
    """
    while (first := lines.take()) is not None:
        joined = _joined_by_quotes(first, lines)
        if len(joined) > 1 and not _is_whole(joined, is_one_row):
            lines.give_back(joined[1:])
            joined = [first]
        yield first if len(joined) == 1 else first._replace(text="".join(line.text for line in joined))


def _is_whole(joined: list[Record], is_one_row: Callable[[list[str]], bool]) -> bool:
    return not any(line.overlong for line in joined) and is_one_row([line.text for line in joined])


def _joined_by_quotes(first: Record, lines: PhysicalLines) -> list[Record]:
    joined, quotes = [first], 0 if first.overlong or '"' not in first.text else first.text.count('"')
    while quotes % 2 and len(joined) < LONGEST_RECORD_LINES:
        following = lines.take()
        if following is None:
            break
        joined.append(following)
        quotes += following.text.count('"')
        if following.overlong:
            break
    return joined
