"""The stage manager's page: what runs, what comes next and when, and one large button for each; on a phone, by hand."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.reports.reading import at_one_moment
from gateway.reports.run_sheets import CUE_REASONS, STEP_NAMES
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, for_people, new_key, typed
from gateway.web.live import told_when_moved
from gateway.web.organiser.run_sheet_plan import sheet_of
from gateway.web.sending import send

SKIPPED_WITHOUT_A_WORD = "Bỏ tại sân khấu"


@pages.get("/hoat-dong/<code>/san-khau")
@for_those_who_may("run_sheet.read")
def stage_page(code: str) -> ResponseReturnValue:
    """The whole page; `stage_part` is what it renews."""
    activity = ask("events", "get_activity", {"id": code})
    may_plan = principal().may("run_sheet.plan", activity["unit"])
    if sheet_of(code) is None:
        require("run_sheet.read", activity["unit"])
        return render_template("stage_none.html", activity=activity, may_plan=may_plan)
    return render_template("stage.html", activity=activity, may_plan=may_plan, **_shown(_sheet(code)))


@pages.get("/hoat-dong/<code>/san-khau/phan")
@for_those_who_may("run_sheet.read")
def stage_part(code: str) -> ResponseReturnValue:
    """The part of the page that changes."""
    return render_template("parts/stage.html", **_shown(_sheet(code)))


@pages.get("/hoat-dong/<code>/san-khau/dong")
@for_those_who_may("run_sheet.read")
def stage_stream(code: str) -> ResponseReturnValue:
    """An event `changed` whenever the run sheet has."""
    _sheet(code)

    def version() -> str | None:
        row = at_one_moment(lambda snapshot: snapshot.row("run_sheet", code))
        return str(row["state"]["version"]) if row else None

    return told_when_moved(version)


@pages.post("/hoat-dong/<code>/san-khau/<step>/<what>")
@for_those_who_may("run_sheet.run")
def press(code: str, step: str, what: str) -> ResponseReturnValue:
    """A button: the step begins, ends, is left out or taken back; of the sheet as a whole: it moves up, or closes."""
    require("run_sheet.run", ask("events", "get_run_sheet", {"id": code})["unit"])
    try:
        method, more = _meant(code, step, what)
        send("events", method, {"activity": code, **more}, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        # Somebody else was quicker, or the page is old: it is shown as things are now, with the reason.
        flash(" ".join(for_people(refusal)), "bad")
    return redirect(url_for("web.stage_page", code=code), code=303)


def _meant(code: str, step: str, what: str) -> tuple[str, Row]:
    if what == "bat-dau":
        return "start_step", {"step": step, "finish_running": True}
    if what == "xong":
        return "finish_step", {"step": step}
    if what == "bo":
        cause = typed(["cause"], longest=300)["cause"] or SKIPPED_WITHOUT_A_WORD
        return "skip_step", {"step": step, "cause": cause}
    if what == "lay-lai":
        return "take_back_step", {"step": step}
    if what in ("khong-trao", "da-trao"):
        told = typed(["cue", "note"], longest=300)
        return "mark_cue", {"step": step, "handed_over": what == "da-trao", **told}
    if what == "len":
        return "order_steps", {"steps": _moved_up(code, step)}
    if what == "ket-thuc":
        return "close_run_sheet", {}
    abort(404)


def _moved_up(code: str, step: str) -> list[str]:
    """The waiting steps with this one a place earlier."""
    steps = ask("events", "get_run_sheet", {"id": code})["steps"]
    waiting = [one["code"] for one in steps if one["status"] == "pending"]
    if step in waiting[1:]:
        at = waiting.index(step)
        waiting[at - 1 : at + 1] = [step, waiting[at - 1]]
    return waiting


def _sheet(code: str) -> Row:
    sheet = ask("events", "get_run_sheet", {"id": code})
    require("run_sheet.read", sheet["unit"])
    return sheet


def _shown(sheet: Row) -> dict[str, Any]:
    by_code = {step["code"]: step for step in sheet["steps"]}
    begun = [step for step in sheet["steps"] if step["started_at"]]
    last = max(begun, key=lambda step: (step["started_at"], step["status"] == "running"), default=None)
    waiting = [step["code"] for step in sheet["steps"] if step["status"] == "pending"]
    return {
        "sheet": sheet,
        "running": by_code.get(sheet["running"] or ""),
        "coming": by_code.get(sheet["next"] or ""),
        "last": last["code"] if last else None,
        "may_move_up": set(waiting[1:]),
        "may_mark": principal().may("run_sheet.run", sheet["unit"]),
        "may_run": sheet["status"] != "closed" and principal().may("run_sheet.run", sheet["unit"]),
        "step_names": STEP_NAMES,
        "cue_reasons": CUE_REASONS,
        "new_key": new_key,
    }
