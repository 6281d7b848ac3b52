"""The offices' pages of surveys: drawn up, opened, tickets and a poster printed, watched, closed and counted."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from contracts.commands.monitoring import surveys as asked
from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.access import allow_table
from gateway.access.current import Principal, for_those_who_may, principal, require, require_somewhere
from gateway.api.downloads import named
from gateway.api.monitoring.surveys import check_areas, issued, link_of, resource
from gateway.printing import CONTENT_TYPE
from gateway.printing.survey_papers import slips_pdf
from gateway.reports import listing
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, units_of
from gateway.web.formatting import day, unit_name, words
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.sending import send
from gateway.web.supervisor.survey_drawing import KINDS, QUESTION_FIELDS, START, field_of, questions_of, shown_blocks
from gateway.web.supervisor.survey_drawing import told as question_told
from runtime.clock import local_day, utc_now

PAGE = "/lap-khao-sat"
ON_A_PAGE = 50
STATUSES = {
    "draft": N_("Đang soạn"), "open": N_("Đang nhận trả lời"), "closed": N_("Đã kết thúc"), "withdrawn": N_("Đã bỏ"),
}
COLOURS = {"draft": "wait", "open": "good"}
PLAIN = ("topic", "title", "intro", "opens_on", "closes_on")
FIELDS = ("campaign", "unit", *PLAIN, "uses_tickets", "sample", "overall", *QUESTION_FIELDS)
WHEN_EMPTY = {
    "unit": N_("Chọn đơn vị tổ chức."), "topic": N_("Chọn nội dung khảo sát."), "title": N_("Đặt tên cuộc khảo sát."),
    "opens_on": N_("Chọn ngày đầu."), "closes_on": N_("Chọn ngày cuối."),
    "areas": N_("Chọn ít nhất một nơi khảo sát."), "reason": N_("Ghi lý do."),
}
STEPS: dict[str, tuple[str, type[Schema], tuple[str, ...], str]] = {
    "mo": ("open_survey", asked.OpenSurvey, (), N_("Đã mở khảo sát.")),
    "ngay-cuoi": ("extend_survey", asked.ExtendSurvey, ("closes_on",), N_("Đã đổi ngày cuối.")),
    "ket-thuc": ("close_survey", asked.CloseSurvey, (), N_("Đã kết thúc, đếm phiếu và công bố kết quả.")),
    "bo": ("withdraw_survey", asked.WithdrawSurvey, ("reason",), N_("Đã bỏ cuộc khảo sát.")),
}


@pages.get(PAGE)
def survey_list() -> ResponseReturnValue:
    """The campaign's surveys of the account's areas."""
    asking, campaign = require_somewhere("survey.read"), chosen_campaign()
    chosen = {name: value for name, value in chosen_of({"status": 20}).items() if value in STATUSES}
    found: Row = {"rows": [], "next": None}
    mark = request.args.get("sau", "")[:400] or None
    here = {**chosen, "campaign": campaign["campaign"]} if campaign else {}
    if campaign:
        areas = allow_table.areas(asking, "survey.read")
        found = listing.page(listing.Question("survey", campaign["campaign"], areas, state=chosen), mark, ON_A_PAGE)
    return render_template(
        "survey_list.html", campaign=campaign, surveys=found["rows"], values=chosen, statuses=STATUSES,
        colours=COLOURS, may_save=asking.may_somewhere("survey.save"),
        next_page=address("web.survey_list", here, sau=found["next"]) if found["next"] else None,
        first=address("web.survey_list", here) if mark else "",
        status_options=[("", gettext("Tất cả")), *STATUSES.items()],
    )


@pages.get(f"{PAGE}/moi")
def new_survey_form() -> ResponseReturnValue:
    """A form that begins with a question of how satisfied people are."""
    asking = require_somewhere("survey.save")
    return _form(asking, {**START, "overall": "1", "opens_on": local_day(utc_now()).isoformat()}, [], [], new_key())


@pages.post(f"{PAGE}/moi")
def draw_survey_up() -> ResponseReturnValue:
    """Look at what was filled in, then draw it up; nobody is asked before it is opened."""
    asking = require_somewhere("survey.save")
    values, areas = typed(FIELDS, longest=6000), [one[:5] for one in request.form.getlist("areas")][: asked.MOST_AREAS]
    key = request.form.get(KEY) or new_key()
    if request.form.get(STEP) == TO_MEND:
        return _form(asking, values, areas, [], key)
    questions, blocks, problems = questions_of(values)
    payload = _payload(values, areas, questions, key)
    in_the_form = {f"questions.{n}": f"q{block}_text" for n, block in enumerate(blocks)}
    found = problems_in(asked.MakeSurvey(), payload, {**values, "areas": ",".join(areas)}, WHEN_EMPTY, in_the_form)
    problems += [Problem(field_of(one.field, blocks), one.message, one.remedy) for one in found]
    if problems:
        return _form(asking, values, areas, problems, key), 422
    require("survey.save", values["unit"])
    try:
        check_areas(values["campaign"], values["unit"], areas)
        if request.form.get(STEP) != TO_SEND:
            return _check(values, areas, questions, key)
        made = send("monitoring", "make_survey", payload, key)
    except Refusal as refusal:
        told = [Problem(field_of(one.field, blocks), one.message, one.remedy) for one in problem_of(refusal)]
        return _form(asking, values, areas, told, new_key()), 422
    flash(gettext("Đã lập cuộc khảo sát; chưa ai trả lời được cho tới khi mở."), "good")
    return redirect(url_for("web.survey_page", survey_id=made["survey_id"]), code=303)


@pages.get(f"{PAGE}/<survey_id>")
@for_those_who_may("survey.read")
def survey_page(survey_id: str) -> ResponseReturnValue:
    """A survey: its questions, how many have answered where, and what can be done with it."""
    survey = resource.find(survey_id)
    require("survey.read", survey["unit"])
    return _page(survey, {}, [])


@pages.post(f"{PAGE}/<survey_id>/phieu.pdf")
@for_those_who_may("survey.save")
def print_survey_tickets(survey_id: str) -> ResponseReturnValue:
    """Tickets as slips to cut; the same form prints the same tickets again."""
    survey = resource.find(survey_id)
    require("survey.save", survey["unit"])
    values = typed(("unit", "count", KEY))
    count = int(values["count"]) if values["count"].isdecimal() and len(values["count"]) < 5 else 0
    if not 1 <= count <= asked.MOST_TICKETS_AT_ONCE:
        wrong = gettext("Từ 1 đến %(most)s phiếu mỗi lần.", most=asked.MOST_TICKETS_AT_ONCE)
        return _page(survey, values, [Problem("count", wrong)]), 422
    try:
        made = issued(survey_id, {"unit": values["unit"], "count": count}, values[KEY] or new_key())
    except Refusal as refusal:
        return _page(survey, values, problem_of(refusal)), 422
    slips = slips_pdf(survey, units.name_of(values["unit"]), made["tickets"], link_of(survey_id))
    return Response(slips, content_type=CONTENT_TYPE, headers=named(f"phieu-khao-sat-{survey_id}.pdf"))


@pages.post(f"{PAGE}/<survey_id>/<step>")
@for_those_who_may("survey.save")
def step_of_survey(survey_id: str, step: str) -> ResponseReturnValue:
    """Open it, change its last day, close and count it, or give it up."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại cuộc khảo sát."))
    method, schema, fields, done = STEPS[step]
    survey = resource.find(survey_id)
    require("survey.save", survey["unit"])
    values = typed((*fields, KEY), longest=501)
    payload = {name: values[name] for name in fields}
    problems = problems_in(schema(exclude=["survey_id"]), payload, values, WHEN_EMPTY)
    if not problems:
        try:
            send("monitoring", method, {**payload, "survey_id": survey_id}, values[KEY] or new_key())
        except Refusal as refusal:
            problems = problem_of(refusal)
        else:
            flash(said(done), "good")
            return redirect(url_for("web.survey_page", survey_id=survey_id), code=303)
    return _page(survey, values, problems), 422


def _payload(values: dict[str, str], areas: list[str], questions: list[Row], key: str) -> dict[str, Any]:
    sample = int(values["sample"]) if values["sample"].isdecimal() and len(values["sample"]) < 7 else 0
    overall = values["overall"] if values["overall"].isdecimal() else "1"
    return {
        # The form's key makes its code, so that a second press is the same survey.
        "survey_id": f"ks-{hashlib.sha256(key.encode()).hexdigest()[:8]}",
        **{name: values[name] for name in ("campaign", "unit", *PLAIN)}, "uses_tickets": bool(values["uses_tickets"]),
        "areas": [{"unit": unit, "sample": sample} for unit in areas], "overall": f"c{overall}", "questions": questions,
    }


def _form(
    asking: Principal, values: dict[str, str], areas: list[str], problems: list[Problem], key: str
) -> str:
    campaign = chosen_campaign()
    options = units_of(campaign, asking, "survey.save") if campaign else []
    return render_template(
        "survey_drawing.html", campaign=campaign, areas=areas, problems=problems, key=key,
        values={**values, "campaign": campaign["campaign"] if campaign else ""}, unit_options=options,
        topic_options=[("", gettext("– chọn –")), *((one, words(one)) for one in asked.SURVEY_TOPICS)],
        kind_options=list(KINDS.items()), blocks=shown_blocks(values),
        overall_options=[(str(block), gettext("Câu %(number)s", number=block)) for block in shown_blocks(values)],
    )


def _check(values: dict[str, str], areas: list[str], questions: list[Row], key: str) -> str:
    facts = [
        (gettext("Đơn vị tổ chức"), unit_name(values["unit"]), "unit"),
        (gettext("Nội dung"), words(values["topic"]), "topic"), (gettext("Tên"), values["title"], "title"),
        (gettext("Nhận trả lời"), f"{day(values['opens_on'])} – {day(values['closes_on'])}", "opens_on"),
        (gettext("Nơi khảo sát"), ", ".join(unit_name(one) for one in areas), "areas"),
        (gettext("Trả lời bằng"), gettext("mã phiếu, mỗi mã một lần") if values["uses_tickets"]
         else gettext("trang mở cho mọi người"), "uses_tickets"),
        (gettext("Câu hỏi"), "\n".join(f"{n}. {question_told(one)}" for n, one in enumerate(questions, 1)), "q1_text"),
    ]
    return render_template(
        "survey_check.html", facts=facts, values={**values, KEY: key}, areas=areas,
        names=[name for name in (*FIELDS, KEY) if name == KEY or values.get(name)],
    )


def _page(survey: Row, values: dict[str, str], problems: list[Problem]) -> str:
    return render_template(
        "survey_page.html", survey=survey, values={"closes_on": survey["closes_on"], **values}, problems=problems,
        key=new_key(), statuses=STATUSES, colours=COLOURS, may_save=principal().may("survey.save", survey["unit"]),
        may_record=principal().may_somewhere("survey.record"),
        told=question_told, kinds=KINDS, link=link_of(survey["survey_id"]), today=local_day(utc_now()).isoformat(),
        area_options=[(one["unit"], unit_name(one["unit"])) for one in survey["progress"]],
    )
