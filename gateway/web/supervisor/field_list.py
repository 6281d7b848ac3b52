"""The visits of a team, and what its pages in the field share: session, worker, the file of a device."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from contracts.refusals import Refusal
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal
from gateway.api.monitoring.queue_files import record_queue
from gateway.reports.reading import at_one_moment
from gateway.units import current_tree
from gateway.web.assets import STATIC, joined_style_sheet
from gateway.web.blueprint import pages
from gateway.web.forms import Problem, problem_of
from gateway.web.languages import N_
from gateway.web.supervisor.field_answers import Row
from runtime.clock import local_day, utc_now

KEPT = (
    "field_form.js", "field_question.js", "field_extras.js", "field_list.js", "field_device.js", "field_queues.js",
    "field_known.js", "field_export.js", "device_queue.js", "page_session.js", "kept_pages.js", "field_worker.js",
    "unsent.js", "../templates/field_form.html", "../templates/field_list.html",
    "../templates/parts/field.html", "../templates/base.html",
)

MOST_VISITS = 60

OUTCOMES = {
    "saved": "câu trả lời đã ghi", "same": "câu đã có sẵn", "conflict": "câu có hai bản, cần chọn",
    "evidence": "ảnh, tệp", "finding": "phát hiện",
}


@pages.get("/giam-sat/hien-truong/")
@for_those_who_may("visit.save")
def field_list() -> ResponseReturnValue:
    """Visits of today and later."""
    return _page([])


@pages.get("/giam-sat/hien-truong/vo")
@for_those_who_may("visit.save")
def field_list_shell() -> ResponseReturnValue:
    """The list as the device keeps it for when there is no network."""
    return render_template("field_list.html", **_parts(), shell=True, asking=None, problems=[])


@pages.get("/giam-sat/hien-truong/phien")
@for_those_who_may("visit.save")
def field_session() -> ResponseReturnValue:
    """Who is logged in, and the token that a request of this session must carry: asked for before the page sends."""
    return {"csrf_token": generate_csrf(), "account": principal().id}


@pages.get("/giam-sat/hien-truong/tho.js")
@for_those_who_may("visit.save")
def field_worker() -> ResponseReturnValue:
    """The service worker.  Served from here, it can govern these pages and nothing else."""
    script = (STATIC / "field_worker.js").read_bytes()
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@pages.post("/giam-sat/hien-truong/tep")
@for_those_who_may("visit.save")
def take_field_file() -> ResponseReturnValue:
    """Record what a device exported."""
    sent = request.files.get("tep")
    if sent is None or not sent.filename:
        return _page([Problem("tep", "Chọn tệp xuất từ máy của đoàn.")]), 422
    try:
        told = record_queue(sent.stream.read())
    except Refusal as refusal:
        return _page(problem_of(refusal, {"file": "tep"})), 422
    counts = ", ".join(f"{number} {OUTCOMES[outcome]}" for outcome, number in told["outcomes"].items())
    flash(f"Đã đọc {told['items']} mục trong tệp: {counts or 'không ghi được mục nào'}.", "good")
    for one in told["refused"][:10]:
        flash(f"Mục thứ {one['item']} không ghi được: {one['message']} Nội dung vẫn còn trong tệp.", "bad")
    if len(told["refused"]) > 10:
        flash(f"Còn {len(told['refused']) - 10} mục khác không ghi được.", "bad")
    return redirect(url_for("web.field_list"), code=303)


def _page(problems: list[Problem]) -> str:
    return render_template("field_list.html", **_parts(), shell=False, problems=problems)


def _parts() -> dict[str, Any]:
    return {"groups": visits_by_time(), "version": field_version()}


def visits_by_time() -> list[tuple[str, list[Row]]]:
    """Visits that are not over, under what they are to a team today; groups without any are left out."""
    today = local_day(utc_now()).isoformat()
    found = _visits()
    now = [one for one in found if one["status"] == "under_way" or one["starts_on"] <= today <= one["ends_on"]]
    coming = [one for one in found if one["status"] == "planned" and one["starts_on"] > today]
    late = [one for one in found if one["status"] == "planned" and one["ends_on"] < today]
    groups = [
        (N_("Hôm nay và đang làm"), now), (N_("Sắp tới"), coming), (N_("Đã qua ngày, chưa bắt đầu"), late),
    ]
    return [group for group in groups if group[1]]


def _visits() -> list[Row]:
    """Visits that are not over, of the units for which whoever asks may fill in forms; the earliest first."""
    areas = allow_table.areas(principal(), "visit.save")
    match: Row = {"kind": "visit", "state.status": {"$in": ["planned", "under_way"]}}
    if areas is not None:
        tree = current_tree()
        match["state.by_unit"] = {"$in": [code for area in areas for code in tree.descendants(area)]}
    newest = at_one_moment(
        lambda snapshot: [
            row["state"] for row in snapshot.rows(match, sort=[("on", -1), ("_id", 1)], limit=MOST_VISITS)
        ]
    )
    return newest[::-1]


@cache
def field_version() -> str:
    """Changes with the files that the device keeps, so that it fetches them anew."""
    told = hashlib.sha256()
    for name in KEPT:
        told.update((STATIC / name).read_bytes())
    told.update(joined_style_sheet())
    return told.hexdigest()[:16]
