"""Making an export's file, in bounded memory; a kill costs a piece of a CSV, and an XLSX is begun anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.exports import jobs, sources
from gateway.exports.jobs import Db, Json
from gateway.reports import tables
from messaging.crash_points import reach
from runtime.clock import utc_now

MOST_ROWS = 20_000_000
PIECE_BYTES = 1024 * 1024

TooLong = f"Quá {MOST_ROWS} dòng: chia theo ngày hoặc theo đơn vị."


def make(db: Db, job: Json) -> None:
    """Make the file, or go on with it.  Raises :class:`gateway.exports.jobs.Lost`."""
    if job["rows_total"] is None:
        jobs.advance(db, job, {"rows_total": sources.total(job["source"])})
    if job["rows_total"] > MOST_ROWS:
        jobs.fail(db, job, TooLong, utc_now())
        return
    if job["format"] == "csv":
        _csv(db, job)
    else:
        jobs.begin_anew(db, job)
        _xlsx(db, job)
    jobs.advance(db, job, {"status": "done", "ended_at": utc_now(), "rows_total": job["rows_done"]})


def _csv(db: Db, job: Json) -> None:
    columns = job["columns"]
    if not job["pieces"]:
        jobs.advance(db, job, {}, _text(tables.csv_lines(columns, [])))
    for rows, mark in sources.batches(job["source"], job["after"]):
        piece = _text(tables.csv_lines(columns, rows, heading=False))
        jobs.advance(db, job, {"rows_done": job["rows_done"] + len(rows), "after": mark}, piece)
        reach("exports.after_piece")


def _xlsx(db: Db, job: Json) -> None:
    with tables.workbook_file(job["title"], job["columns"], _counted(db, job)) as book:
        while data := book.read(PIECE_BYTES):
            jobs.advance(db, job, {}, data)


def _counted(db: Db, job: Json) -> Iterator[dict[str, Any]]:
    for rows, _ in sources.batches(job["source"], None):
        yield from rows
        jobs.advance(db, job, {"rows_done": job["rows_done"] + len(rows)})


def _text(lines: Iterator[str]) -> bytes:
    return "".join(lines).encode()
