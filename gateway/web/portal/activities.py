"""What is going on, for everybody: activities to come and past, and a form by which anybody registers for one.

Filled in, checked once more, sent once; the answer leads to the person's own page (`by_link/registration_page.py`)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.counters import TooManyAttempts
from gateway.access.current import require
from gateway.api.events.guests import as_calendar
from gateway.api.events.public_activities import NewApplication, activities_of, public_activity, registered
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, campaigns_to_choose, chosen_campaign
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.guest_words import CONSENTS, NEEDS
from gateway.web.languages import N_, said
from gateway.web.opening_words import places_words
from gateway.web.portal.keeping import open_afresh, open_to_all

PAGE = "/cong-khai/hoat-dong"
PLAIN = ("guest_name", "organisation", "phone", "email", "needs_note")
TICKED = (*(name for name, _ in NEEDS), *(name for name, _ in CONSENTS), "may_wait", "keep_consent")
FIELDS = (*PLAIN, *TICKED)
WHEN_EMPTY = {
    "guest_name": N_("Gõ họ và tên."), "keep_consent": N_("Đánh dấu đồng ý thì ban tổ chức mới ghi đăng ký được."),
}
NOT_OPEN = {"registration_not_open", "registration_day_over", "activity_over", "activity_called_off"}


@pages.get(PAGE)
@open_to_all
def public_activities() -> ResponseReturnValue:
    """Those to come in the order of their days, then those past."""
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("portal/empty.html")
    return render_template(
        "portal/activities.html", campaign=campaign, campaigns=campaigns_to_choose(campaign),
        found=activities_of(campaign["campaign"]), places_words=places_words,
    )


@pages.get(f"{PAGE}/<code>")
@open_to_all
def public_activity_page(code: str) -> ResponseReturnValue:
    """One of them, and the way to the form while it is open."""
    return _about(public_activity(code))


@pages.get(f"{PAGE}/<code>/lich.ics")
@open_to_all
def public_activity_calendar(code: str) -> Response:
    """Its day for one's own calendar."""
    return as_calendar(public_activity(code))


@pages.get(f"{PAGE}/<code>/dang-ky")
@open_afresh
def join_form(code: str) -> ResponseReturnValue:
    """The form; of what is not open, the page that says why."""
    require("activity.join")
    activity = public_activity(code)
    if activity["state"] != "open":
        return _about(activity), 409
    return _form(activity, {"may_wait": "1"}, [], new_key())


@pages.post(f"{PAGE}/<code>/dang-ky")
@open_afresh
def join_activity(code: str) -> ResponseReturnValue:
    """Check what was filled in, show it once more, then register."""
    require("activity.join")
    activity = public_activity(code)
    if activity["state"] != "open":
        return _about(activity), 409
    values, key, step = typed(FIELDS, longest=400), request.form.get(KEY) or new_key(), request.form.get(STEP)
    if step == TO_MEND:
        return _form(activity, values, [], key)
    payload = _payload(values)
    problems = problems_in(NewApplication(), payload, values, WHEN_EMPTY)
    if not values["phone"] and not values["email"]:
        said_once = Problem("phone", gettext("Ghi số điện thoại hoặc thư điện tử, ít nhất một trong hai."))
        problems.insert(sum(one.field in PLAIN[:2] for one in problems), said_once)
    if problems:
        return _form(activity, values, problems, key), 422
    if step != TO_SEND:
        return _check_page(activity, values, key)
    try:
        made = registered(code, payload, key)
    except Refusal as refusal:
        return _refused(activity, values, refusal)
    flash(gettext("Ban tổ chức đã nhận đăng ký. Giữ lại đường dẫn của trang này."), "good")
    return redirect(url_for("web.own_place_page", token=made["token"]), code=303)


def _about(activity: Row) -> str:
    return render_template("portal/activity.html", activity=activity, places=places_words(activity))


def _refused(activity: Row, values: dict[str, str], refusal: Refusal) -> ResponseReturnValue:
    if refusal.code in NOT_OPEN:
        return _about(public_activity(activity["code"])), 409
    status = 429 if isinstance(refusal, TooManyAttempts) else 409
    # The refusal is remembered with the form's key; what is mended is a new form.
    return _form(activity, values, problem_of(refusal, {"quota": "may_wait"}), new_key()), status


def _payload(values: dict[str, str]) -> dict[str, Any]:
    """What was filled in, as the contract has it.  A box that stays empty is a no."""
    ticked = {name: bool(values[name]) for name in TICKED if name not in dict(NEEDS)}
    return {
        **{name: values[name] for name in PLAIN}, **ticked, "needs": [name for name, _ in NEEDS if values[name]],
    }


def _form(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "portal/join_form.html", activity=activity, values=values, problems=problems, key=key, needs=NEEDS,
        consents=CONSENTS, places=places_words(activity),
    )


def _check_page(activity: Row, values: dict[str, str], key: str) -> str:
    def chosen(options: tuple[tuple[str, str], ...]) -> list[str]:
        return [said(words) for name, words in options if values[name]]

    facts = [
        (gettext("Họ và tên"), values["guest_name"], "guest_name"),
        (gettext("Cơ quan, đơn vị"), values["organisation"], "organisation"),
        (gettext("Điện thoại"), values["phone"], "phone"),
        (gettext("Thư điện tử"), values["email"], "email"),
        (gettext("Cần"), "; ".join([*chosen(NEEDS), *filter(None, [values["needs_note"]])]), "needs"),
        (gettext("Đồng ý"), "; ".join(chosen(CONSENTS)), "consents"),
        (
            gettext("Khi hết chỗ"),
            gettext("Ghi vào danh sách chờ") if values["may_wait"] else gettext("Không đăng ký"), "may_wait",
        ),
        (
            gettext("Lưu thông tin"),
            gettext("Đồng ý; xóa sau %(days)s ngày kể từ khi hoạt động kết thúc", days=activity["keep_days"]),
            "keep_consent",
        ),
    ]
    return render_template(
        "check.html", heading=gettext("Kiểm tra lại trước khi đăng ký"), about=activity["name"],
        facts=[(label, shown or "–", name) for label, shown, name in facts], values={**values, KEY: key},
        names=[*FIELDS, KEY], action=url_for("web.join_activity", code=activity["code"]),
        button=gettext("Gửi đăng ký"),
    )
