"""Models and good examples of a campaign: found by units, spread by the province, withdrawn where they were wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from contracts.refusals import NotFound, Refusal
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.desk.definition_schemas import SpreadExample
from gateway.api.desk.doing import Page, Reason, page_of
from gateway.api.errors import status_of
from gateway.database import database
from gateway.desk import examples
from gateway.desk.collections import EXAMPLES
from gateway.desk.flow_rules import ChangedMeanwhile
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.province.report_steps import PAGE, SEEN, seen, take
from gateway.web.report_words import EXAMPLE_KINDS, EXAMPLE_STATUS

ROWS_ON_A_PAGE = 50
FILTERS: dict[str, tuple[str, Mapping[str, str]]] = {
    "tinh-trang": ("status", EXAMPLE_STATUS), "loai": ("kind", EXAMPLE_KINDS),
}
"""Per parameter of the address: the field, and what it may be."""

STEPS: dict[str, tuple[Any, type[Schema], str, str, tuple[str, ...], str, str]] = {
    "nhan-rong": (examples.spread_example, SpreadExample, "how", "example.spread", ("found",),
                  N_("Ghi cách nhân rộng."), N_("Đã nhân rộng; báo cáo tổng hợp của kỳ tự nêu gương này.")),
    "rut": (examples.withdraw_example, Reason, "reason", "example.record", ("found", "spread"),
            N_("Ghi lý do."), N_("Đã rút; từ nay không báo cáo nào nêu nữa, bản đã ký giữ nguyên.")),
}
"""Per step: the work, its contract and field, who may, from which states, when empty, and what is said afterwards."""


@pages.get(f"{PAGE}/guong")
def example_list() -> ResponseReturnValue:
    """The campaign's examples, by state and kind."""
    require_somewhere("example.read")
    campaign = chosen_campaign()
    values = {name: value for name, (_, may) in FILTERS.items() if (value := request.args.get(name, "")) in may}
    rows: list[Row] = []
    onward = None
    if campaign is not None:
        match = {"campaign": campaign["campaign"], **{FILTERS[name][0]: value for name, value in values.items()}}
        asked = {**Page().load({"limit": ROWS_ON_A_PAGE}), "after": request.args.get("sau", "")[:400] or None}
        found = page_of(EXAMPLES, match, asked, examples.shown)
        rows = found["rows"]
        if found["next"]:
            kept: Row = {**values, "sau": found["next"]}
            onward = url_for("web.example_list", campaign=campaign["campaign"], **kept)
    return render_template(
        "report_example_list.html", campaign=campaign, rows=rows, next_page=onward, begun="sau" in request.args,
        values=values, kinds=EXAMPLE_KINDS, statuses=EXAMPLE_STATUS,
        status_options=[("", gettext("Tất cả")), *EXAMPLE_STATUS.items()],
        kind_options=[("", gettext("Tất cả")), *EXAMPLE_KINDS.items()],
    )


@pages.get(f"{PAGE}/guong/<example_id>")
@for_those_who_may("example.read")
def example_page(example_id: str) -> ResponseReturnValue:
    """One example, and how it is spread."""
    example = examples.find(database(), example_id)
    require("example.read", example["unit"])
    return _page(example, {}, [])


@pages.post(f"{PAGE}/guong/<example_id>/<step>")
@for_those_who_may("example.record")
def step_of_example(example_id: str, step: str) -> ResponseReturnValue:
    """Spread it, or withdraw it."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại danh sách."))
    work, schema, name, action, _, empty, done = STEPS[step]
    example = examples.find(database(), example_id)
    require(action, example["unit"])
    field = f"{step}.{name}"
    values = typed((field, KEY), longest=2001)
    payload = {name: values[field]}
    problems = problems_in(schema(), payload, values, {field: empty}, {name: field})
    if problems:
        return _page(example, values, problems), 422
    more = {"example_id": example_id, "expected": seen()}
    try:
        take(work, {**schema().load(payload), **more}, {**payload, **more})
    except Refusal as refusal:
        told = problem_of(refusal, {name: field})
        if isinstance(refusal, ChangedMeanwhile):
            told = [Problem("", gettext("Người khác vừa thay đổi gương này."),
                            gettext("Những gì bạn nhập vẫn còn dưới đây. Xem lại rồi gửi lần nữa."))]
        return _page(examples.find(database(), example_id), values, told), status_of(refusal)
    flash(said(done), "good")
    return redirect(url_for("web.example_page", example_id=example_id), code=303)


def _page(example: Row, values: dict[str, str], problems: list[Problem]) -> str:
    steps = {
        step for step, (_, _, _, action, states, _, _) in STEPS.items()
        if example["status"] in states and principal().may(action, example["unit"])
    }
    return render_template(
        "report_example.html", example=example, steps=steps, problems=problems, kinds=EXAMPLE_KINDS,
        statuses=EXAMPLE_STATUS, values={**values, KEY: new_key(), SEEN: example["version"]},
    )
