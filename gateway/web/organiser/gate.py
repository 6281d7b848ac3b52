"""The gate: guests are scanned in, with or without JavaScript, with or without a network.

Without JavaScript it is a form, one code at a time.  With it, `gate.js` queues scans on the device and `gate_worker.js`
keeps the page; what the worker keeps is the `shell`, which holds no name and no secret.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require, shows_people
from gateway.api.asking import ask
from gateway.web.assets import STATIC, joined_style_sheet
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, typed
from gateway.web.sending import send
from runtime.clock import utc_now, wire_instant

SCRIPTS = (
    "gate.js", "gate_camera.js", "gate_list.js", "gate_sending.js", "page_session.js", "kept_pages.js",
    "device_queue.js", "gate_worker.js",
)

FORM_DEVICE = "trang-web"
"""The device id of scans that came from the plain form."""

CAMERA_HERE = {
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
"""This page alone may use the camera."""


@pages.get("/hoat-dong/<code>/cong/")
@for_those_who_may("guest.check_in")
def gate(code: str) -> ResponseReturnValue:
    """The page of the gate."""
    return _page(_counter(code), "", [])


@pages.post("/hoat-dong/<code>/cong/")
@for_those_who_may("guest.check_in")
@shows_people("guest.check_in")
def scan_one(code: str) -> ResponseReturnValue:
    """Record the code of the form; the form's key is the scan's id, so that a second press is the same scan."""
    counter = _counter(code)
    values = typed(["code", "gate"], longest=60)
    if not values["code"]:
        return _page(counter, values["gate"], [Problem("code", gettext("Gõ mã in trên thẻ khách."))]), 422
    scan = {**values, "scan_id": request.form.get(KEY) or new_key(), "scanned_at": wire_instant(utc_now())}
    try:
        told = ask("events", "record_scans", {"activity": code, "device_id": FORM_DEVICE, "scans": [scan]})
    except Refusal as refusal:
        return _page(counter, values["gate"], problem_of(refusal)), 422
    return _page(_counter(code), values["gate"], [], told["receipts"][0])


@pages.get("/hoat-dong/<code>/cong/vo")
@for_those_who_may("guest.check_in")
def gate_shell(code: str) -> ResponseReturnValue:
    """The page as the device keeps it for when there is no network: without names, figures and secrets."""
    counter = _counter(code)
    return render_template("gate.html", **_parts(counter), shell=True, asking=None), 200, CAMERA_HERE


@pages.get("/hoat-dong/<code>/cong/phien")
@for_those_who_may("guest.check_in")
def gate_session(code: str) -> ResponseReturnValue:
    """The token that a request of this session must carry; asked for by the page before it sends, and kept nowhere."""
    return {"csrf_token": generate_csrf()}


@pages.get("/hoat-dong/<code>/cong/tho.js")
@for_those_who_may("guest.check_in")
def gate_worker(code: str) -> ResponseReturnValue:
    """The service worker.  Served from here, it can govern this page and nothing else."""
    script = (STATIC / "gate_worker.js").read_bytes()
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@pages.get("/hoat-dong/<code>/cong/huy/<scan_id>")
@for_those_who_may("guest.check_in")
@shows_people("guest.check_in")
def undo_page(code: str, scan_id: str) -> ResponseReturnValue:
    """Which scan was a slip, and why?"""
    return _undo_page(_counter(code), scan_id, {}, [])


@pages.post("/hoat-dong/<code>/cong/huy/<scan_id>")
@for_those_who_may("guest.check_in")
@shows_people("guest.check_in")
def undo_now(code: str, scan_id: str) -> ResponseReturnValue:
    """Take the scan back."""
    counter, values = _counter(code), typed(["reason"], longest=300)
    command = {"activity": code, "scan_id": scan_id, "reason": values["reason"]}
    try:
        receipt = send("events", "undo_scan", command, request.form.get(KEY) or new_key())["receipt"]
    except Refusal as refusal:
        return _undo_page(counter, scan_id, values, problem_of(refusal)), 422
    flash(gettext("Đã hủy lượt quét của %(guest)s.", guest=receipt["guest_name"] or receipt["code"]), "good")
    return redirect(url_for("web.gate", code=code), code=303)


def _counter(code: str) -> Row:
    counter = ask("events", "get_check_in", {"id": code})
    require("guest.check_in", counter["unit"])
    return counter


def _page(counter: Row, gate_name: str, problems: list[Problem], receipt: Row | None = None) -> Any:
    shown = {"receipt": receipt, "problems": problems, "values": {"gate": gate_name}, "key": new_key()}
    made = render_template("gate.html", **_parts(counter) | shown, shell=False)
    return Response(made, headers=CAMERA_HERE)


def _parts(counter: Row) -> dict[str, Any]:
    return {
        "counter": counter, "version": version(), "may_list": principal().may("guest.list", counter["unit"]),
        "problems": [], "values": {}, "receipt": None,
    }


def _undo_page(counter: Row, scan_id: str, values: dict[str, str], problems: list[Problem]) -> str:
    receipt: Row | None = None
    try:
        # What it would be: nothing is written yet.
        trial = {"activity": counter["activity"], "scan_id": scan_id, "reason": "xem trước"}
        receipt = ask("events", "undo_scan", trial, rehearsal=True)["receipt"]
    except Refusal as refusal:
        problems = problems or problem_of(refusal)
    return render_template(
        "gate_undo.html", counter=counter, receipt=receipt, values=values, problems=problems, key=new_key(),
        scan_id=scan_id,
    )


@cache
def version() -> str:
    """Changes with the files that the device keeps, so that it fetches them anew."""
    told = hashlib.sha256()
    for name in (*SCRIPTS, "../templates/gate.html", "../templates/parts/gate.html", "../templates/base.html"):
        told.update((STATIC / name).read_bytes())
    told.update(joined_style_sheet())
    return told.hexdigest()[:16]
