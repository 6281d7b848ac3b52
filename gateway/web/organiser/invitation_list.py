"""Invitations of an activity: who was invited and what they said; an answer by telephone, a reminder, withdrawing, and
the letters to print.
"""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.invitations import INVITATION_STATUSES, AnswerInvitation, Invite
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.api.events.invitations import with_link
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, for_people, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for, quota_choices
from gateway.web.sending import send

ON_A_PAGE = 100
STATUS_WORDS = {
    "sent": N_("Chưa trả lời"), "yes": N_("Sẽ dự"), "substitute": N_("Cử người đi thay"), "no": N_("Không dự"),
    "withdrawn": N_("Đã rút"),
}
TAGS = {"sent": "wait", "yes": "good", "substitute": "good", "no": "bad"}
NEW = ("quota", "office", "guest_name", "title", "email", "phone", "reply_by_on")
ANSWER = ("answer", "guest_name", "title", "phone", "manner")
ANSWERS = (("yes", N_("Sẽ dự")), ("substitute", N_("Cử người đi thay")), ("no", N_("Không dự")))
BY = (("phone", N_("Qua điện thoại")), ("paper", N_("Bằng văn bản")))
WHEN_EMPTY = {
    "quota": N_("Chọn khối khách."), "office": N_("Gõ tên cơ quan, đơn vị."), "reply_by_on": N_("Chọn hạn trả lời."),
    "answer": N_("Chọn câu trả lời."),
}


@pages.get("/hoat-dong/<code>/thu-moi")
@for_those_who_may("guest.list")
def invitation_list(code: str) -> ResponseReturnValue:
    """A page of the invitations that were asked for."""
    activity = activity_for("guest.list", code)
    asked = {name: request.args.get(name, "").strip()[:120] for name in ("tim", "khoi", "tra_loi")}
    asked["tra_loi"] = asked["tra_loi"] if asked["tra_loi"] in INVITATION_STATUSES else ""
    asked["khoi"] = asked["khoi"] if asked["khoi"] in {quota["code"] for quota in activity["quotas"]} else ""
    after = request.args.get("after", "")
    page = {"after": int(after) if after.isdecimal() and len(after) < 10 else 0, "limit": ON_A_PAGE}
    query = {"text": asked["tim"], "quota": asked["khoi"], "status": asked["tra_loi"]}
    query = {name: value for name, value in query.items() if value}
    found = ask("events", "list_invitations", {"activity": code, **query, **page})
    saw(one["invitation_id"] for one in found["invitations"])
    in_address: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "invitation_list.html", activity=activity, invitations=found["invitations"], asked=asked, tags=TAGS,
        words=STATUS_WORDS, is_filtered=bool(in_address), export=query,
        quota_choices=[("", gettext("Mọi khối")), *quota_choices(activity)],
        quota_names={quota["code"]: quota["name"] for quota in activity["quotas"]},
        status_choices=[("", N_("Mọi trả lời")), *STATUS_WORDS.items()],
        may_save=principal().may("invitation.save", activity["unit"]),
        next_page=found["next_after"]
        and url_for("web.invitation_list", code=code, **in_address, after=found["next_after"]),
        first_page=url_for("web.invitation_list", code=code, **in_address) if page["after"] else "",
    )


@pages.get("/hoat-dong/<code>/thu-moi/moi")
@for_those_who_may("invitation.save")
def invitation_form(code: str) -> ResponseReturnValue:
    """A form for one invitation."""
    return _form(activity_for("invitation.save", code), {}, [], new_key())


@pages.post("/hoat-dong/<code>/thu-moi/moi")
@for_those_who_may("invitation.save")
def invite(code: str) -> ResponseReturnValue:
    """Invite an office, or a person of it."""
    activity = activity_for("invitation.save", code)
    values, key = typed(NEW, longest=300), request.form.get(KEY) or new_key()
    payload = {"activity": code, **values}
    problems = problems_in(Invite(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(activity, values, problems, key), 422
    try:
        made = send("events", "invite", payload, key)
    except Refusal as refusal:
        return _form(activity, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã lập thư mời số %(number)s.", number=made["number"]), "good")
    return redirect(url_for("web.one_invitation", code=code, invitation_id=made["invitation_id"]), code=303)


@pages.get("/hoat-dong/<code>/thu-moi/<invitation_id>")
@for_those_who_may("invitation.save")
def one_invitation(code: str, invitation_id: str) -> ResponseReturnValue:
    """The invitation with its link, and what can be noted of it."""
    found = _invitation(code, invitation_id)
    return _page(code, found, {"manner": "phone"}, [])


@pages.post("/hoat-dong/<code>/thu-moi/<invitation_id>")
@for_those_who_may("invitation.save")
def note_answer(code: str, invitation_id: str) -> ResponseReturnValue:
    """Note what they said by telephone or on paper."""
    found, values = _invitation(code, invitation_id), typed(ANSWER, longest=200)
    payload = {"invitation_id": invitation_id, **values}
    problems = problems_in(AnswerInvitation(), payload, values, WHEN_EMPTY)
    if problems:
        return _page(code, found, values, problems), 422
    try:
        told = send("events", "answer_invitation", payload, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        return _page(code, found, values, problem_of(refusal)), 409
    flash(gettext("Đã ghi trả lời."), "good")
    if told.get("registration_status") == "waiting":
        number = told["waiting_number"]
        flash(gettext("Khối này hết chỗ: người dự vào danh sách chờ, số %(number)s.", number=number), "wait")
    return redirect(url_for("web.one_invitation", code=code, invitation_id=invitation_id), code=303)


@pages.post("/hoat-dong/<code>/thu-moi/<invitation_id>/<what>")
def step_of_invitation(code: str, invitation_id: str, what: str) -> ResponseReturnValue:
    """Reminded by telephone, or withdrawn."""
    require_somewhere("invitation.save")
    if what not in ("nhac", "rut"):
        abort(404)
    _invitation(code, invitation_id)
    key, reason = request.form.get(KEY) or new_key(), typed(["reason"], longest=300)["reason"]
    try:
        if what == "nhac":
            send("events", "remind_invitees",
                 {"activity": code, "invitation_ids": [invitation_id], "manner": "phone"}, key)
            flash(gettext("Đã ghi một lần nhắc qua điện thoại."), "good")
        else:
            send("events", "withdraw_invitation", {"invitation_id": invitation_id, "reason": reason}, key)
            flash(gettext("Đã rút thư mời; chỗ đã giữ được trả lại ngay."), "good")
    except Refusal as refusal:
        flash(" ".join(for_people(refusal)), "bad")
    return redirect(url_for("web.one_invitation", code=code, invitation_id=invitation_id), code=303)


def _invitation(code: str, invitation_id: str) -> Row:
    found = ask("events", "get_invitation", {"id": invitation_id})
    require("invitation.save", found["unit"])
    if found["activity"] != code:
        abort(404)
    return found


def _form(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    options = [("", N_("– chọn khối khách –")), *quota_choices(activity)]
    return render_template(
        "invitation_form.html", activity=activity, values=values, problems=problems, key=key, quota_options=options
    )


def _page(code: str, found: Row, values: dict[str, str], problems: list[Problem]) -> Response | str:
    activity = ask("events", "get_activity", {"id": code})
    quotas = {quota["code"]: quota["name"] for quota in activity["quotas"]}
    return render_template(
        "invitation_one.html", activity=activity, invitation=with_link(found), values=values, problems=problems,
        key=new_key, words=STATUS_WORDS, tags=TAGS, answers=ANSWERS, by=BY,
        quota=quotas.get(found["quota"], found["quota"]),
    )
