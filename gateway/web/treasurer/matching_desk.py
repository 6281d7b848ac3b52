"""The treasurer's matching desk: whose gift is each bank line?  One line at a time, the keyboard is enough.

Every decision is a form that the service decides about, so the desk is whole without JavaScript; with it the next line
comes in the same answer.  What is searched for may be a name, so it travels in a form and never in an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations.matching import MATCH_STATES
from contracts.refusals import NotFound, Refusal
from gateway.access import looks
from gateway.access.current import for_those_who_may, principal, require_somewhere
from gateway.api.asking import ask
from gateway.api.donations.matching import may_decide
from gateway.api.within import units_shown
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.forms import KEY, Problem, for_people, money_typed, new_key, typed
from gateway.web.sending import send
from gateway.web.treasurer.matching_words import REASONS, STATE_NAMES, done, taken_meanwhile

PAGE = "/doi-chieu"
LINES_BESIDE = 20

STEPS = {
    "xac-nhan": "confirm_match", "bo-goi-y": "reject_match", "gan": "attribute_line", "hoan-tac": "undo_match",
}
"""Per step of the desk: the command."""

_FORM = ("trang_thai", "tim", "so_tien", "sau")


@dataclass(frozen=True)
class Place:
    """Where somebody is in the list.  `amount` as it was typed; `after`: the mark of the page before."""

    state: str = "suggested"
    text: str = ""
    amount: str = ""
    after: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What carries it through a form."""
        return dict(zip(_FORM, (self.state, self.text, self.amount, self.after), strict=True))

    @property
    def searched(self) -> bool:
        """Whether it is the outcome of a search."""
        return bool(self.text or self.amount)


@dataclass(frozen=True)
class Told:
    """What became of the last press, in words; `kind`: good, or bad."""

    kind: str
    text: str


@pages.get(PAGE)
@for_those_who_may("match.read")
def matching_desk() -> ResponseReturnValue:
    """The lines of one state, and the first of them, or the one that the address names."""
    return _desk(_place(request.args), request.args.get("dong", "")[:80])


@pages.post(PAGE)
@for_those_who_may("match.read")
def search_lines() -> ResponseReturnValue:
    """The same for what was searched for."""
    return _desk(_place(request.form), request.form.get("dong", "")[:80])


@pages.post(f"{PAGE}/<donation_id>/<step>")
@for_those_who_may("match.decide")
def decide_line(donation_id: str, step: str) -> ResponseReturnValue:
    """Confirm, refuse, attribute or take back; then the line that follows."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại trang đối chiếu."))
    place, payload = _place(request.form), _payload(donation_id, step)
    if step == "xac-nhan" and not payload["pledge_id"]:
        told = Told("bad", gettext("Chọn một phiếu đăng ký rồi xác nhận."))
        return _answered(place, donation_id, told, 422)
    may_decide(donation_id, payload.get("pledge_id"))
    try:
        line = send("donations", STEPS[step], payload, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        return _refused(place, donation_id, step, refusal)
    chosen = donation_id if step == "hoan-tac" else request.form.get("ke", "")[:80]
    return _answered(_onward(place, step), chosen, Told("good", done(step, line)))


def _payload(donation_id: str, step: str) -> Row:
    given = typed(("version", "pledge_id", "donor_name", "name_display"), longest=200)
    version = given["version"]
    payload: Row = {
        "donation_id": donation_id, "version": int(version) if version.isdecimal() and len(version) < 10 else version,
    }
    if step == "xac-nhan":
        payload["pledge_id"] = given["pledge_id"]
    if step == "gan":
        payload["pledge_id"] = given["pledge_id"] or None
        payload["donor_name"] = given["donor_name"]
        payload |= {"name_display": given["name_display"]} if given["name_display"] else {}
    return payload


def _onward(place: Place, step: str) -> Place:
    """On to the next page where this was the last line of one."""
    following = request.form.get("trang_ke", "")[:200]
    moves = following and step != "hoan-tac" and not request.form.get("ke")
    return Place(place.state, place.text, place.amount, following) if moves else place


def _refused(place: Place, donation_id: str, step: str, refusal: Refusal) -> ResponseReturnValue:
    if refusal.code in ("line_decided_meanwhile", "line_already_decided", "nothing_suggested", "nothing_to_undo"):
        line = ask("donations", "get_match_line", {"id": donation_id})
        told = Told("bad", taken_meanwhile(line, own=line["decided_by"] == principal().id))
        return _answered(_onward(place, step), request.form.get("ke", "")[:80], told, 409)
    return _answered(place, donation_id, Told("bad", " ".join(filter(None, for_people(refusal)))), 409)


def _answered(place: Place, chosen: str, told: Told, status: int = 200) -> ResponseReturnValue:
    """Without JavaScript on to an address of its own, unless a search would be lost by it."""
    if request.headers.get("HX-Request") or place.searched:
        return _desk(place, chosen, told), status
    flash(told.text, told.kind)
    return redirect(desk_address(place, chosen), code=303)


def desk_address(place: Place, chosen: str = "") -> str:
    """The desk at a place that no search led to."""
    campaign = request.values.get("campaign") or None
    return url_for(
        "web.matching_desk", campaign=campaign, trang_thai=place.state, sau=place.after or None, dong=chosen or None
    )


def _place(given: Any) -> Place:
    state, text, amount, after = (given.get(name, "").strip()[:200] for name in _FORM)
    if given is request.args:
        text = amount = ""
    return Place(state if state in MATCH_STATES else "suggested", text[:100], amount[:40], after)


def _desk(place: Place, chosen: str, told: Told | None = None) -> str:
    asking = require_somewhere("match.read")
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("treasurer/matching_desk.html", campaign=None)
    amount_vnd = money_typed(place.amount) if place.amount else None
    problems = []
    if isinstance(amount_vnd, str) or amount_vnd == 0:
        problems = [Problem("so_tien", gettext("Gõ số tiền bằng số, ví dụ 1.500.000."))]
        amount_vnd = None
    within = {"campaign": campaign["campaign"], "units": units_shown("match.read", None)}
    found = ask("donations", "list_match_lines", {
        **within, "state": place.state, "text": place.text, "amount_vnd": amount_vnd, "after": place.after or None,
        "limit": LINES_BESIDE,
    })  # fmt: skip
    lines, current = found["lines"], _current(found["lines"], chosen, place)
    progress = ask("donations", "get_desk_progress", within)
    looks.saw(line["donation_id"] for line in [*lines, *progress["own_decisions"]])
    following = _following(lines, current)
    template = "treasurer/matching_answer.html" if request.headers.get("HX-Request") else "treasurer/matching_desk.html"
    return render_template(
        template, campaign=campaign, place=place, lines=lines, line=current, following=following,
        next_mark=found["next"], progress=progress, told=told, problems=problems, values=place.fields,
        sure=current is not None and _is_sure(current["candidates"]), state_names=STATE_NAMES, states=MATCH_STATES,
        may_decide=current is not None and asking.may("match.decide", current["unit"]),
        may_decide_somewhere=asking.may_somewhere("match.decide"), new_key=new_key,
        any_filter=place.searched, reasons=REASONS,
    )


def _current(lines: list[Row], chosen: str, place: Place) -> Row | None:
    for line in lines:
        if line["donation_id"] == chosen:
            return line
    if chosen:
        # What was just taken back stands again, though perhaps before this page of the list.
        named = _line(chosen)
        if named and named["state"] == place.state and principal().may("match.read", named["unit"]):
            return named
    return lines[0] if lines else None


def _line(donation_id: str) -> Row | None:
    try:
        return ask("donations", "get_match_line", {"id": donation_id})
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        return None


def _following(lines: list[Row], current: Row | None) -> str:
    ids = [line["donation_id"] for line in lines]
    if current is None or current["donation_id"] not in ids:
        return ids[0] if ids else ""
    at = ids.index(current["donation_id"]) + 1
    return ids[at] if at < len(ids) else ""


def _is_sure(candidates: list[Row]) -> bool:
    """Whether one pledge is likelier than all others: then it stands ready to be confirmed; else a person chooses."""
    return len(candidates) == 1 or (len(candidates) > 1 and candidates[0]["score"] > candidates[1]["score"])
