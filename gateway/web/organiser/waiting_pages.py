"""The waiting list of an activity in its order: whom a place is kept for, who waits, and why somebody still does.

Nobody is moved up by hand: the next is served as soon as a place is free, by the policy that the activity states.
What is done here is to note what the one says for whom a place is kept.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, for_people, new_key, typed
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.sending import send

MOST_SHOWN = 200

POLICIES = {
    "strict": N_(
        "Theo đúng thứ tự số chờ; đoàn chưa đủ chỗ thì chỗ đang thiếu được giữ lại cho đoàn, người sau không lấy."
    ),
    "best_fit": N_(
        "Xếp vừa chỗ: chỗ trống dành cho đoàn lớn nhất xếp vừa, bằng nhau thì ai chờ trước được trước."
    ),
}


@pages.get("/hoat-dong/<code>/cho")
@for_those_who_may("guest.list")
def waiting_page(code: str) -> ResponseReturnValue:
    """For whom a place is kept until when, and who waits, the first in front."""
    activity = activity_for("guest.list", code)
    offered, _ = _those(code, "offered", 0)
    after = request.args.get("after", "")
    waiting, next_after = _those(code, "waiting", int(after) if after.isdecimal() and len(after) < 10 else 0)
    offered.sort(key=lambda guest: guest["offered_until"] or "")
    waiting.sort(key=lambda guest: guest["waiting_number"] or 0)
    may = principal().may
    return render_template(
        "waiting.html", activity=activity, offered=offered, waiting=waiting, key=new_key,
        policy=POLICIES[activity["waiting_policy"]],
        quota_names={quota["code"]: quota["name"] for quota in activity["quotas"]},
        may_accept=may("guest.register", activity["unit"]), may_decline=may("registration.cancel", activity["unit"]),
        next_page=next_after and url_for("web.waiting_page", code=code, after=next_after),
        first_page=url_for("web.waiting_page", code=code) if after else "",
    )


@pages.get("/hoat-dong/<code>/cho/<registration_id>")
@for_those_who_may("guest.list")
def why_waiting(code: str, registration_id: str) -> ResponseReturnValue:
    """How many are before, what is full, what must become free."""
    activity = activity_for("guest.list", code)
    guest = ask("events", "get_registration", {"id": registration_id})
    require("guest.list", guest["unit"])
    why = ask("events", "explain_waiting", {"id": registration_id})
    return render_template("why_waiting.html", activity=activity, guest=guest, why=why)


@pages.post("/hoat-dong/<code>/cho/<registration_id>/nhan")
@for_those_who_may("guest.register")
def accept_offer(code: str, registration_id: str) -> ResponseReturnValue:
    """They take the place that is kept."""
    return _note(code, registration_id, "guest.register", "accept_offer", {}, gettext("Đã ghi khách nhận chỗ."))


@pages.get("/hoat-dong/<code>/cho/<registration_id>/nhuong")
@for_those_who_may("registration.cancel")
def decline_page(code: str, registration_id: str) -> ResponseReturnValue:
    """Who leaves the place to the next?"""
    activity = activity_for("registration.cancel", code)
    guest = ask("events", "get_registration", {"id": registration_id})
    require("registration.cancel", guest["unit"])
    return render_template("decline.html", activity=activity, guest=guest, key=new_key())


@pages.post("/hoat-dong/<code>/cho/<registration_id>/nhuong")
@for_those_who_may("registration.cancel")
def decline_offer(code: str, registration_id: str) -> ResponseReturnValue:
    """They leave it, and the next is offered it."""
    reason = typed(["reason"], longest=300)
    told = gettext("Đã ghi khách nhường chỗ; chỗ chuyển cho người chờ kế tiếp.")
    return _note(code, registration_id, "registration.cancel", "decline_offer", reason, told)


def _note(
    code: str, registration_id: str, action: str, method: str, more: dict[str, Any], told: str
) -> ResponseReturnValue:
    require(action, ask("events", "get_registration", {"id": registration_id})["unit"])
    try:
        send("events", method, {"registration_id": registration_id, **more}, request.form.get(KEY) or new_key())
        flash(told, "good")
    except Refusal as refusal:
        # The time has run out, or somebody else was quicker: the list is shown as it is now, with the reason.
        flash(" ".join(for_people(refusal)), "bad")
    return redirect(url_for("web.waiting_page", code=code), code=303)


def _those(code: str, status: str, after: int) -> tuple[list[Row], int | None]:
    page = {"activity": code, "status": status, "after": after, "limit": MOST_SHOWN, "what": "danh sách chờ"}
    found = ask("events", "list_registrations", page)
    saw(one["registration_id"] for one in found["registrations"])
    return found["registrations"], found["next_after"]
