"""One sponsor: which holes bear the name, how it may be shown, and stepping back; and the packages on offer."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf import SaveGolfTournament
from contracts.commands.events.golf_money import NameGolfHoles, ShowGolfSponsor, WithdrawGolfSponsor
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.formatting import money
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import DONOR_KINDS, NAME_DISPLAY
from gateway.web.languages import N_
from gateway.web.organiser.golf_desk import code_of
from gateway.web.organiser.golf_money_words import number_typed, said_typed
from gateway.web.organiser.golf_sponsors import PAGE, holes_typed, with_golf
from gateway.web.sending import send
from messaging.context import Expected

STEPS = {
    "ho": ("name_golf_holes", NameGolfHoles, "holes"),
    "hien-ten": ("show_golf_sponsor", ShowGolfSponsor, "name_display"),
    "rut": ("withdraw_golf_sponsor", WithdrawGolfSponsor, "reason"),
}
TOLD = {"ho": N_("Đã lưu các hố."), "hien-ten": N_("Đã lưu."), "rut": N_("Nhà tài trợ đã rút.")}

PACKAGES = "/hoat-dong/<code>/golf/goi-tai-tro"
PARTS = ("name", "price_vnd", "players", "holes", "most", "contents")
MOST_PACKAGES, EMPTY_LINES = 20, 3


@pages.get(f"{PAGE}/<sponsor>")
@for_those_who_may("golf.list")
def sponsor_page(code: str, sponsor: str) -> ResponseReturnValue:
    """The sponsor with money and rights, and what may be changed."""
    with_golf(code, "golf.list")
    return _page(code, _sponsor(code, sponsor), {}, [])


@pages.post(f"{PAGE}/<sponsor>/<what>")
@for_those_who_may("golf.register")
def step_of_sponsor(code: str, sponsor: str, what: str) -> ResponseReturnValue:
    """Name holes, show the name otherwise, step back."""
    with_golf(code, "golf.register")
    with_golf(code, "golf.list")
    if what not in STEPS:
        abort(404)
    found = _sponsor(code, sponsor)
    method, schema, field = STEPS[what]
    values = typed([field], longest=300)
    told: Any = holes_typed(values[field]) if what == "ho" else values[field]
    payload = {"golf_sponsor_id": sponsor, field: told}
    places = {f"holes.{place}": "holes" for place in range(40)} | {"golf_sponsor_id": "reason"}
    problems = problems_in(schema(), payload, values, {"reason": N_("Ghi lý do rút.")}, places)
    if problems:
        return _page(code, found, values, problems), 422
    if what == "rut" and request.form.get(STEP) != TO_SEND:
        if request.form.get(STEP) == TO_MEND:
            return _page(code, found, values, [])
        return _check_withdrawal(code, found, values)
    try:
        send("events", method, payload, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        return _page(code, _sponsor(code, sponsor), values, problem_of(refusal, places)), 409
    flash(gettext(TOLD[what]), "good")
    return redirect(url_for("web.sponsor_page", code=code, sponsor=sponsor), code=303)


@pages.get(PACKAGES)
@for_those_who_may("golf.save")
def package_form(code: str) -> ResponseReturnValue:
    """The packages as they are, with room for more."""
    activity, tournament = with_golf(code, "golf.save")
    return _packages(activity, tournament, filled_in_packages(tournament["packages"]), [], new_key())


@pages.post(PACKAGES)
@for_those_who_may("golf.save")
def save_packages(code: str) -> ResponseReturnValue:
    """Bring the tournament to these packages; everything else of it stays."""
    activity, tournament = with_golf(code, "golf.save")
    values = typed([f"{part}_{line}" for line in range(MOST_PACKAGES) for part in (*PARTS, "code")], longest=600)
    key = request.form.get(KEY) or new_key()
    packages, places = packages_of(values, tournament["packages"])
    fields = SaveGolfTournament().fields
    payload = {name: tournament[name] for name in fields} | {"packages": packages}
    problems = problems_in(SaveGolfTournament(), payload, values, {}, places)
    if problems:
        return _packages(activity, tournament, values, problems, key), 422
    try:
        send("events", "save_golf_tournament", payload, key, Expected("tournament", code, _seen()))
    except Refusal as refusal:
        wrong = [Problem("", gettext("Giải vừa được người khác sửa."), gettext("Xem lại rồi lưu."))] \
            if refusal.kind == "moved" else problem_of(refusal, {**places, "packages": "name_0"})
        return _packages(*with_golf(code, "golf.save"), values, wrong, new_key()), 409
    flash(gettext("Đã lưu các gói."), "good")
    return redirect(url_for("web.sponsor_list", code=code), code=303)


def packages_of(values: dict[str, str], before: list[Row]) -> tuple[list[Row], dict[str, str]]:
    """The packages of the lines that have a name, and where in the form each part of the command stands."""
    known = {one["code"] for one in before}
    taken = {values[f"code_{line}"] for line in range(MOST_PACKAGES)} & known
    packages: list[Row] = []
    places: dict[str, str] = {}
    for line in range(MOST_PACKAGES):
        typed_in = {part: values[f"{part}_{line}"] for part in PARTS}
        if not typed_in["name"]:
            continue
        places |= {f"packages.{len(packages)}.{part}": f"{part}_{line}" for part in PARTS}
        places[f"packages.{len(packages)}.code"] = f"name_{line}"
        kept = values[f"code_{line}"]
        packages.append({
            "code": kept if kept in known else code_of(typed_in["name"], taken), "name": typed_in["name"],
            "price_vnd": said_typed(typed_in["price_vnd"]), "contents": typed_in["contents"],
            **{part: number_typed(typed_in[part] or "0") for part in ("players", "holes")},
            "most": number_typed(typed_in["most"]) if typed_in["most"] else None,
        })
    return packages, places


def filled_in_packages(packages: list[Row]) -> dict[str, str]:
    """The lines of the form."""
    values: dict[str, str] = {}
    for line, one in enumerate(packages):
        values |= {f"{part}_{line}": str(one[part] or "") for part in (*PARTS, "code")}
        values[f"price_vnd_{line}"] = money(one["price_vnd"]).removesuffix(" đ")
    return values


def _sponsor(code: str, sponsor: str) -> Row:
    """The sponsor with the name, out of the list that shows them."""
    for one in ask("events", "list_golf_sponsors", {"tournament": code})["sponsors"]:
        if one["golf_sponsor_id"] == sponsor:
            saw([sponsor])
            return dict(one)
    abort(404)


def _check_withdrawal(code: str, found: Row, values: dict[str, str]) -> str:
    promise = found["promise"]
    facts = [
        (gettext("Nhà tài trợ"), found["full_name"], ""),
        (gettext("Cam kết"), money(promise["amount_vnd"]), ""),
        (gettext("Đã nộp, vẫn là khoản ủng hộ"), money(promise["paid_vnd"]), ""),
        (gettext("Không còn chờ nộp"), money(promise["owed_vnd"]), ""),
        (gettext("Lý do"), values["reason"], ""),
    ]
    return render_template(
        "check.html", heading=gettext("Ghi nhà tài trợ rút?"), facts=facts,
        values={**values, KEY: request.form.get(KEY) or new_key()}, names=["reason", KEY],
        action=url_for("web.step_of_sponsor", code=code, sponsor=found["golf_sponsor_id"], what="rut"),
        button=gettext("Ghi nhà tài trợ rút"),
    )


def _page(code: str, found: Row, values: dict[str, str], problems: list[Problem]) -> str:
    activity = ask("events", "get_activity", {"id": code})
    filled = {"holes": ", ".join(map(str, found["holes"])), "name_display": found["name_display"], **values}
    return render_template(
        "organiser/golf_sponsor.html", activity=activity, sponsor=found, values=filled, problems=problems,
        key=new_key(), kinds=dict(DONOR_KINDS), name_display=NAME_DISPLAY,
        may=lambda action: principal().may(action, found["unit"]),
    )


def _seen() -> int:
    seen = typed(["lan"], longest=10)["lan"]
    return int(seen) if seen.isdecimal() else 0


def _packages(
    activity: Row, tournament: Row, values: dict[str, str], problems: list[Problem], key: str
) -> str:
    used = [line for line in range(MOST_PACKAGES) if values.get(f"name_{line}")]
    shown = min((used[-1] + 1 if used else 0) + EMPTY_LINES, MOST_PACKAGES)
    return render_template(
        "organiser/golf_packages.html", activity=activity, tournament=tournament, values=values, problems=problems,
        key=key, lines=range(shown),
    )
