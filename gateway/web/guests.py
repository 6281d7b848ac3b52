"""Registering a guest, and giving a place back: filled in, checked, then sent once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.registration import RegisterGuest
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import ask
from gateway.web.activities import activity_view
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, new_key, problem_of, problems_in, typed
from gateway.web.guest_words import ASSISTED, CONSENTS, NEEDS
from gateway.web.languages import N_, said
from gateway.web.sending import send

PLAIN = ("quota", "guest_name", "organisation", "commune", "phone", "email", "needs_note")
FIELDS = (*PLAIN, *(name for name, _ in NEEDS), *(name for name, _ in CONSENTS), "may_wait", "assisted_reason")

WHEN_EMPTY = {"quota": N_("Chọn khối khách."), "guest_name": N_("Gõ họ và tên khách.")}


@pages.post("/hoat-dong/<code>/dang-ky")
@for_those_who_may("guest.register")
def register_guest(code: str) -> ResponseReturnValue:
    """Check what was filled in, show it once more, then register."""
    activity = ask("events", "get_activity", {"id": code})
    require("guest.register", activity["unit"])
    values = typed(FIELDS)
    key = request.form.get(KEY) or new_key()
    step = request.form.get(STEP)
    if step == TO_MEND:
        return activity_view(activity, values, [], key)
    payload = _payload(code, values)
    problems = problems_in(RegisterGuest(), payload, values, WHEN_EMPTY)
    if problems:
        return activity_view(activity, values, problems, key), 422
    if step != TO_SEND:
        return _check_page(activity, values, key)
    try:
        registration = send("events", "register_guest", payload, key)
    except Refusal as refusal:
        # The refusal is remembered with the form's key; what is mended is a new form.
        return activity_view(activity, values, problem_of(refusal), new_key()), 409
    _tell(registration)
    return redirect(url_for("web.activity_page", code=code), code=303)


@pages.get("/hoat-dong/<code>/huy/<registration_id>")
@for_those_who_may("registration.cancel")
def cancel_page(code: str, registration_id: str) -> ResponseReturnValue:
    """Whose place is to be given back?"""
    activity, registration = _cancellable(code, registration_id)
    return render_template("cancel.html", activity=activity, registration=registration, key=new_key())


@pages.post("/hoat-dong/<code>/huy/<registration_id>")
@for_those_who_may("registration.cancel")
def cancel_now(code: str, registration_id: str) -> ResponseReturnValue:
    """Give the place back; the next on the waiting list gets it at once."""
    _, registration = _cancellable(code, registration_id)
    reason = typed(["reason"], longest=300)["reason"]
    send(
        "events",
        "cancel_registration",
        {"registration_id": registration_id, "reason": reason},
        request.form.get(KEY) or new_key(),
    )
    guest = registration["guest_name"]
    told = gettext("Đã hủy đăng ký của %(guest)s. Chỗ trống được chuyển cho người chờ kế tiếp.", guest=guest)
    flash(told, "good")
    return redirect(url_for("web.activity_page", code=code), code=303)


def _payload(code: str, values: dict[str, str]) -> dict[str, Any]:
    return {
        **{name: values[name] for name in PLAIN},
        "activity": code,
        "needs": [name for name, _ in NEEDS if values[name]],
        # A box that stays empty: not said, which counts as no.
        **{name: True for name, _ in CONSENTS if values[name]},
        "may_wait": bool(values["may_wait"]),
        "assisted": bool(values["assisted_reason"]),
        "assisted_reason": values["assisted_reason"] or None,
    }


def _check_page(activity: Row, values: dict[str, str], key: str) -> str:
    quotas = {quota["code"]: quota["name"] for quota in activity["quotas"]}
    when_full = gettext("Ghi vào danh sách chờ") if values["may_wait"] else gettext("Không đăng ký")
    facts = [
        (gettext("Khối khách"), quotas.get(values["quota"], values["quota"]), "quota"),
        (gettext("Họ và tên"), values["guest_name"], "guest_name"),
        (gettext("Cơ quan, đơn vị"), values["organisation"], "organisation"),
        (gettext("Xã, phường"), values["commune"], "commune"),
        (gettext("Điện thoại"), values["phone"], "phone"),
        (gettext("Thư điện tử"), values["email"], "email"),
        (gettext("Cần"), "; ".join([*_chosen(NEEDS, values), *filter(None, [values["needs_note"]])]), "needs"),
        (gettext("Đồng ý"), "; ".join(_chosen(CONSENTS, values)), "consents"),
        (gettext("Khi hết chỗ"), when_full, "may_wait"),
        (gettext("Đăng ký hộ"), values["assisted_reason"] and said(dict(ASSISTED).get(values["assisted_reason"], "")),
         "assisted"),
    ]
    return render_template(
        "check.html",
        heading=gettext("Kiểm tra lại trước khi đăng ký"),
        about=activity["name"],
        facts=[(label, shown or "–", name) for label, shown, name in facts],
        values={**values, KEY: key},
        names=[*FIELDS, KEY],
        action=url_for("web.register_guest", code=activity["code"]),
        button=gettext("Đăng ký khách này"),
    )


def _chosen(options: tuple[tuple[str, str], ...], values: dict[str, str]) -> list[str]:
    return [said(words) for name, words in options if values[name]]


def _cancellable(code: str, registration_id: str) -> tuple[Row, Row]:
    registration = ask("events", "get_registration", {"id": registration_id})
    activity = ask("events", "get_activity", {"id": registration["activity"]})
    require("registration.cancel", activity["unit"])
    return activity, registration


def _tell(registration: Row) -> None:
    name = registration["guest_name"]
    if registration["status"] == "confirmed":
        flash(gettext("Đã xác nhận chỗ cho %(guest)s.", guest=name), "good")
    else:
        flash(gettext(
            "Đã hết chỗ: %(guest)s vào danh sách chờ, số %(place)s.", guest=name, place=registration["waiting_number"]
        ), "wait")
    if registration.get("homonyms"):
        flash(gettext("Trong danh sách đã có người trùng tên và nơi ở; xem lại có phải cùng một người không."), "wait")
