"""Registering a guest, and giving a place back: filled in, checked, then sent once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.registration import RegisterGuest
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.guest_words import ASSISTED, CONSENTS, NEEDS
from gateway.web.languages import N_, said
from gateway.web.organiser.activities import activity_for, in_reading_order
from gateway.web.sending import send

PLAIN = ("quota", "guest_name", "organisation", "commune", "phone", "email", "needs_note")
FIELDS = (*PLAIN, *(name for name, _ in NEEDS), *(name for name, _ in CONSENTS), "may_wait", "assisted_reason")

WHEN_EMPTY = {"quota": N_("Chọn khối khách."), "guest_name": N_("Gõ họ và tên khách.")}


@pages.get("/hoat-dong/<code>/khach/moi")
@for_those_who_may("guest.register")
def guest_form(code: str) -> ResponseReturnValue:
    """A form for one guest."""
    activity = activity_for("guest.register", code)
    return form_page(activity, {"may_wait": "1", "quota": request.args.get("khoi", "")[:64]}, [], new_key())


@pages.post("/hoat-dong/<code>/dang-ky")
@for_those_who_may("guest.register")
def register_guest(code: str) -> ResponseReturnValue:
    """Check what was filled in, show it once more, then register."""
    activity = activity_for("guest.register", code)
    values = typed(FIELDS)
    key = request.form.get(KEY) or new_key()
    step = request.form.get(STEP)
    if step == TO_MEND:
        return form_page(activity, values, [], key)
    payload = {"activity": code, "quota": values["quota"], **details(values), "may_wait": bool(values["may_wait"])}
    payload |= {"assisted": bool(values["assisted_reason"]), "assisted_reason": values["assisted_reason"] or None}
    problems = problems_in(RegisterGuest(), payload, values, WHEN_EMPTY)
    if problems:
        return form_page(activity, values, problems, key), 422
    if step != TO_SEND:
        return _check_page(activity, values, key)
    try:
        registration = send("events", "register_guest", payload, key)
    except Refusal as refusal:
        # The refusal is remembered with the form's key; what is mended is a new form.
        return form_page(activity, values, problem_of(refusal), new_key()), 409
    _tell(registration)
    onward = "web.guest_list" if principal().may("guest.list", activity["unit"]) else "web.activity_page"
    return redirect(url_for(onward, code=code), code=303)


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
    activity, registration = _cancellable(code, registration_id)
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
    if principal().may("guest.list", activity["unit"]):
        return redirect(url_for("web.guest_page", code=code, registration_id=registration_id), code=303)
    return redirect(url_for("web.activity_page", code=code), code=303)


def details(values: dict[str, str]) -> dict[str, Any]:
    """What was filled in about a guest, as the contract wants it."""
    return {
        **{name: values[name] for name in PLAIN if name != "quota"},
        "needs": [name for name, _ in NEEDS if values[name]],
        # A box that stays empty: not said, which counts as no.
        **{name: True for name, _ in CONSENTS if values[name]},
    }


def filled_in(guest: Row) -> dict[str, str]:
    """A guest as the fields of the form."""
    return {
        **{name: guest[name] for name in PLAIN if name != "quota"},
        **{name: "1" if name in guest["needs"] else "" for name, _ in NEEDS},
        **{name: "1" if guest[name] else "" for name, _ in CONSENTS},
    }


def form_page(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    """The form for one guest, as it was filled in."""
    options = [("", N_("– chọn khối khách –"))]
    for quota in in_reading_order(activity["quotas"]):
        if not quota["across"]:
            words = gettext("%(name)s (còn %(left)s)", name=quota["name"], left=quota["left"])
            options.append((quota["code"], f"{'– ' * quota['depth']}{words}"))
    return render_template(
        "guest_form.html", activity=activity, values=values, problems=problems, key=key, quota_options=options,
        needs=NEEDS, consents=CONSENTS, assisted=ASSISTED,
    )


def in_words(values: dict[str, str]) -> list[tuple[str, str, str]]:
    """What is known of a guest, each with its label and the field where it is changed."""
    return [
        (gettext("Họ và tên"), values["guest_name"], "guest_name"),
        (gettext("Cơ quan, đơn vị"), values["organisation"], "organisation"),
        (gettext("Xã, phường"), values["commune"], "commune"),
        (gettext("Điện thoại"), values["phone"], "phone"),
        (gettext("Thư điện tử"), values["email"], "email"),
        (gettext("Cần"), "; ".join([*_chosen(NEEDS, values), *filter(None, [values["needs_note"]])]), "needs"),
        (gettext("Đồng ý"), "; ".join(_chosen(CONSENTS, values)), "consents"),
    ]


def _check_page(activity: Row, values: dict[str, str], key: str) -> str:
    quotas = {quota["code"]: quota["name"] for quota in activity["quotas"]}
    when_full = gettext("Ghi vào danh sách chờ") if values["may_wait"] else gettext("Không đăng ký")
    facts = [
        (gettext("Khối khách"), quotas.get(values["quota"], values["quota"]), "quota"),
        *in_words(values),
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
