"""The pages of parked messages: what could not be handled and why; sent again or dropped, for a reason that is kept."""

from __future__ import annotations

import re

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access.current import principal, require
from gateway.operations import parked_messages
from gateway.operations.parked_messages import LONGEST_WHY, Asked, Step
from gateway.web.addresses import address
from gateway.web.blueprint import pages
from gateway.web.forms import KEY, Problem, new_key, typed
from gateway.web.languages import N_, said
from messaging.dead_letters import DeadLetter
from runtime.clock import utc_now

PAGE = "/quan-tri/tin-hong"
ON_A_PAGE = 50
STEPS: dict[str, Step] = {"gui-lai": "replayed", "bo": "discarded"}
STEP_WORDS = {"replayed": N_("Gửi lại"), "discarded": N_("Bỏ hẳn")}
DONE = {
    "replayed": N_("Đã gửi lại tin. Nếu nguyên nhân chưa hết, tin sẽ trở lại danh sách này."),
    "discarded": N_("Đã bỏ hẳn tin."),
}
_MARK = re.compile(r"[0-9a-f]{24}")


@pages.get(PAGE)
def parked_list() -> ResponseReturnValue:
    """What is parked, longest first, and what was done with others."""
    require("parked.read")
    found = parked_messages.look(_amqp_url())
    mark = request.args.get("truoc", "")
    before = mark if _MARK.fullmatch(mark) else None
    steps = parked_messages.steps(before, ON_A_PAGE + 1)
    more = len(steps) > ON_A_PAGE
    return render_template(
        "administrator/parked_list.html", letters=found.letters[:ON_A_PAGE], beyond=sum(found.beyond.values())
        + max(0, len(found.letters) - ON_A_PAGE), steps=steps[:ON_A_PAGE], step_words=STEP_WORDS,
        may_settle=principal().may("parked.settle"), first=url_for("web.parked_list") if before else "",
        next_page=address("web.parked_list", {}, truoc=steps[ON_A_PAGE - 1]["step_id"]) if more else None,
    )


@pages.get(f"{PAGE}/<path:message_id>")
def parked_page(message_id: str) -> ResponseReturnValue:
    """One of them, with the two things that can be done about it."""
    require("parked.read")
    return _page(parked_messages.find(_amqp_url(), message_id), {}, [])


@pages.post(f"{PAGE}/<path:message_id>")
def settle_parked(message_id: str) -> ResponseReturnValue:
    """Send it again, or drop it; without a reason nothing is done."""
    by = require("parked.settle").username
    values = typed(("why", "step"), longest=LONGEST_WHY)
    problems = []
    if values["step"] not in STEPS:
        problems.append(Problem("step", gettext("Chọn gửi lại hay bỏ hẳn.")))
    if not values["why"]:
        problems.append(Problem("why", gettext("Ghi lý do.")))
    if problems:
        return _page(parked_messages.find(_amqp_url(), message_id), values, problems), 422
    step = STEPS[values["step"]]
    asked = Asked(step, values["why"], by, request.form.get(KEY) or new_key())
    parked_messages.settle(_amqp_url(), message_id, asked, utc_now())
    flash(said(DONE[step]), "good")
    return redirect(url_for("web.parked_list"), code=303)


def _page(letter: DeadLetter, values: dict[str, str], problems: list[Problem]) -> str:
    options = [
        ("gui-lai", N_("Gửi lại vào hàng đợi của nó, vì nguyên nhân đã được sửa")),
        ("bo", N_("Bỏ hẳn, vì không ai cần nó: không lấy lại được")),
    ]
    return render_template(
        "administrator/parked.html", letter=letter, values=values, problems=problems, key=new_key(),
        options=options, may_settle=principal().may("parked.settle"),
    )


def _amqp_url() -> str:
    url: str = current_app.config["CHUNGTAY"].amqp_url
    return url
