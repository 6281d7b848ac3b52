"""Lists of hundreds from a spreadsheet: sent, tried row by row, shown with what is wrong and what would be made, then
confirmed and taken.

A request works for a second or two, then the page says how far it is and asks again: by itself with JavaScript, by a
button without.  What is kept meanwhile, and what happens when a process dies, is told in `gateway.held_lists`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound as NoSuchPage

from contracts.refusals import Refusal
from gateway import held_lists
from gateway.access.current import principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.bulk import Kind, digest_of
from gateway.api.downloads import Table, xlsx_download
from gateway.api.events.golf import PLAYERS
from gateway.api.events.guest_imports import GUESTS, OFFICES
from gateway.api.table_files import MOST_ROWS, TableRow
from gateway.database import database
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import Problem, problem_of
from gateway.web.languages import N_
from gateway.web.organiser.activities import in_reading_order
from runtime.clock import utc_now

AT_FIRST_SECONDS, WITH_SCRIPT_SECONDS, BY_HAND_SECONDS = 1.5, 1.0, 6.0
"""How long one request works: a page that goes on by itself soon shows how far it is, a button is not pressed often."""

ROWS_AT_ONCE = 10


@dataclass(frozen=True)
class ListKind:
    """A list that may be sent in at a page.  ``about``: the field of its commands that names the activity."""

    kind: Kind
    about: str
    title: str
    back: str
    must: tuple[str, ...]
    columns_hint: str
    page: str


KINDS = {
    "khach": ListKind(
        GUESTS, "activity", N_("Nhập danh sách khách"), N_("Danh sách khách"), ("quota", "guest_name"),
        N_("Nhu cầu ghi transport, interpreter, diet, cách nhau bằng chấm phẩy; đồng ý, chờ chỗ ghi có hoặc không."),
        "web.guest_list",
    ),
    "thu-moi": ListKind(
        OFFICES, "activity", N_("Nhập danh sách mời"), N_("Thư mời"), ("quota", "office", "reply_by_on"),
        N_("Mỗi dòng một cơ quan, đơn vị được mời; chưa giữ chỗ cho đến khi có trả lời. Ngày ghi 17/10/2024."),
        "web.invitation_list",
    ),
    "nguoi-choi": ListKind(
        PLAYERS, "tournament", N_("Nhập danh sách người chơi"), N_("Giải golf"), ("player_name",),
        N_("Hiện tên ghi shown, masked hoặc anonymous; handicap ghi dạng 12.4."),
        "web.golf_desk",
    ),
}


@pages.get("/hoat-dong/<code>/nhap/<kind>")
def list_form(code: str, kind: str) -> ResponseReturnValue:
    """Which file?"""
    of, activity = _of(code, kind)
    return _form(of, kind, activity, [])


@pages.get("/hoat-dong/<code>/nhap/<kind>/mau.xlsx")
def list_pattern(code: str, kind: str) -> ResponseReturnValue:
    """An empty spreadsheet with the columns."""
    of, _ = _of(code, kind)
    columns = [of.kind.headings[name] for name in of.kind.headings]
    made: Response = xlsx_download(Table(f"mau-{kind}", "Danh sách", columns, []))
    return made


@pages.post("/hoat-dong/<code>/nhap/<kind>")
def send_list(code: str, kind: str) -> ResponseReturnValue:
    """Read the file, and begin to try it; nothing is written yet."""
    of, activity = _of(code, kind)
    sent = request.files.get("tep")
    if sent is None or not sent.filename:
        return _form(of, kind, activity, [Problem("tep", gettext("Chọn tệp danh sách."))]), 422
    data = sent.stream.read()
    try:
        rows = of.kind.read(data, {of.about: code})
    except Refusal as refusal:
        return _form(of, kind, activity, problem_of(refusal, {"file": "tep"})), 422
    if not rows:
        return _form(of, kind, activity, [Problem("tep", gettext("Tệp không có dòng nào dưới tiêu đề."))]), 422
    about = {"activity": code, "kind": kind}
    id = held_lists.hold(database(), principal().id, about, sent.filename[-120:], data, len(rows), utc_now())
    _work(of, held_lists.find(database(), id, principal().id), AT_FIRST_SECONDS)
    return redirect(url_for("web.list_page", code=code, kind=kind, id=id), code=303)


@pages.get("/hoat-dong/<code>/nhap/<kind>/<id>")
def list_page(code: str, kind: str, id: str) -> ResponseReturnValue:
    """How far it is; after the trial what would be made and what is wrong; at the end what was made."""
    of, activity = _of(code, kind)
    return _shown(of, kind, activity, _held(id, code, kind), "list_page.html")


@pages.post("/hoat-dong/<code>/nhap/<kind>/<id>/tiep")
def go_on(code: str, kind: str, id: str) -> ResponseReturnValue:
    """Try, or take, some more rows."""
    of, activity = _of(code, kind)
    by_itself = bool(request.headers.get("HX-Request"))
    held = _work(of, _held(id, code, kind), WITH_SCRIPT_SECONDS if by_itself else BY_HAND_SECONDS)
    if by_itself:
        return _shown(of, kind, activity, held, "parts/list_page.html")
    return redirect(url_for("web.list_page", code=code, kind=kind, id=id), code=303)


@pages.post("/hoat-dong/<code>/nhap/<kind>/<id>/ghi")
def confirm_list(code: str, kind: str, id: str) -> ResponseReturnValue:
    """Take the rows that the trial found right."""
    of, _ = _of(code, kind)
    _work(of, held_lists.confirm(database(), _held(id, code, kind)), AT_FIRST_SECONDS)
    return redirect(url_for("web.list_page", code=code, kind=kind, id=id), code=303)


@pages.post("/hoat-dong/<code>/nhap/<kind>/<id>/bo")
def drop_list(code: str, kind: str, id: str) -> ResponseReturnValue:
    """It is not to be taken: it is forgotten at once."""
    _of(code, kind)
    held_lists.drop(database(), id, principal().id)
    return redirect(url_for("web.list_form", code=code, kind=kind), code=303)


def crowded(quotas: list[Row], rows: list[TableRow]) -> list[Row]:
    """Quotas for which there are more rows than places: a trial looks at each row by itself and can't see this."""
    wanted: dict[str, int] = {}
    for row in rows:
        code = row.told.get("quota", "")
        wanted[code] = wanted.get(code, 0) + 1
    return [
        {"name": one["name"], "rows": wanted[one["code"]], "left": one["left"]}
        for one in quotas if wanted.get(one["code"], 0) > one["left"]
    ]


def _of(code: str, kind: str) -> tuple[ListKind, Row]:
    """The kind of list, and the activity, if the account may take such a list there."""
    of = KINDS.get(kind)
    if of is None:
        require_somewhere("activity.read")
        raise NoSuchPage
    require_somewhere(of.kind.action)
    activity = ask("events", "get_activity", {"id": code})
    require(of.kind.action, activity["unit"])
    return of, activity


def _held(id: str, code: str, kind: str) -> Row:
    held = held_lists.find(database(), id, principal().id)
    if held["about"] != {"activity": code, "kind": kind}:
        raise held_lists.ListNotHeld
    return held


def _work(of: ListKind, held: Row, seconds: float) -> Row:
    """Ask for rows until the time is over or all are done."""
    give_up_at = time.monotonic() + seconds
    if held["done"] >= held["rows"]:
        return held
    data, told = bytes(held["data"]), {of.about: held["about"]["activity"]}
    rows, digest = of.kind.read(data, told), digest_of(data)
    while held["done"] < held["rows"] and time.monotonic() < give_up_at:
        done = held["done"]
        some = rows[done : done + ROWS_AT_ONCE]
        trial = held["phase"] == held_lists.TRIAL
        refused, noted = of.kind.take(some, told, digest, trial, before=rows[:done], list_id=held["_id"])
        held = held_lists.advance(database(), held, len(some), refused, noted)
    if held["phase"] == held_lists.TAKING and held["done"] >= held["rows"]:
        held_lists.forget_file(database(), held["_id"])
    return held


def _form(of: ListKind, kind: str, activity: Row, problems: list[Problem]) -> str:
    headings = of.kind.headings
    return render_template(
        "list_form.html", of=of, kind=kind, activity=activity, problems=problems, most_rows=MOST_ROWS,
        columns=[(headings[name], name in of.must) for name in headings],
        quotas=in_reading_order(activity["quotas"]) if "quota" in headings else [],
    )


def _shown(of: ListKind, kind: str, activity: Row, held: Row, template: str) -> str:
    tried = held["phase"] == held_lists.TRIAL and held["done"] >= held["rows"]
    full: list[Row] = []
    if tried and "quota" in of.kind.headings:
        rows = of.kind.read(bytes(held["data"]), {of.about: activity["code"]})
        full = crowded(activity["quotas"], [row for row in rows if row.number not in held["left_out"]])
    counts = {"refused": 0, "known": 0, "waiting": 0, "homonym": 0} | held["counts"]
    return render_template(
        template, of=of, kind=kind, activity=activity, held=held, counts=counts, full=full,
        taken=held["done"] - counts["refused"], under_way=held["done"] < held["rows"],
        refused=list(_with_headings(of, held["refused"])),
        noted=[one for one in held["noted"] if one["code"] == held_lists.HOMONYM],
        is_trial=held["phase"] == held_lists.TRIAL,
    )


def _with_headings(of: ListKind, refused: list[Row]) -> Iterator[dict[str, Any]]:
    """Each refused row with the heading of the cell that is wrong, as its file has it."""
    for one in refused:
        yield {**one, "heading": of.kind.headings.get((one["field"] or "").split(".")[0], "")}
