"""One lot at the auctioneer's table: bids by keyboard, the hammer, and a wrong bid taken back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.golf_money import PlaceGolfBid, WithdrawGolfBids
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.formatting import money
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, for_people, new_key, problem_of, problems_in, typed
from gateway.web.golf_words import LOT_STATUS
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from gateway.web.organiser.golf_auction import PAGE, lots_of
from gateway.web.organiser.golf_money_words import number_typed, said_typed
from gateway.web.sending import send
from messaging.context import Expected

LOT = f"{PAGE}/lo/<lot>"
BID = ("bidder", "amount_vnd")
WHEN_EMPTY = {"bidder": N_("Gõ số thẻ."), "amount_vnd": N_("Gõ giá."), "reason": N_("Ghi lý do.")}
SEEN, FAR = "lan", "van_nhan"

FAR_ABOVE = 10
"""Times the least bid: most likely a slipped key, so it is asked once more."""


@pages.get(LOT)
@for_those_who_may("golf.read")
def lot_page(code: str, lot: str) -> ResponseReturnValue:
    """The lot with its bids, ready for the next one."""
    return _page(_lot(code, lot, "golf.read"), {}, [])


@pages.post(LOT)
@for_those_who_may("golf.register")
def take_bid(code: str, lot: str) -> ResponseReturnValue:
    """Take a bid; one far above what is asked is shown once more."""
    found = _lot(code, lot, "golf.register")
    values, key = typed((*BID, FAR), longest=40), request.form.get(KEY) or new_key()
    payload: dict[str, Any] = {
        "golf_lot_id": lot, "bidder": number_typed(values["bidder"]), "amount_vnd": said_typed(values["amount_vnd"]),
    }
    problems = problems_in(PlaceGolfBid(), payload, values, WHEN_EMPTY)
    if problems:
        return _page(found, values, problems), 422
    if found["least_vnd"] and payload["amount_vnd"] >= FAR_ABOVE * found["least_vnd"] and not values[FAR]:
        return _page(found, values, [Problem("amount_vnd", gettext(
            "%(amount)s gấp hơn %(times)s lần giá đang chờ (%(least)s).", amount=money(payload["amount_vnd"]),
            times=FAR_ABOVE, least=money(found["least_vnd"]),
        ), gettext("Đúng như vậy thì đánh dấu vào ô bên dưới rồi ghi lại."))], is_far=True), 422
    try:
        send("events", "place_golf_bid", payload, key)
    except Refusal as refusal:
        return _page(_lot(code, lot, "golf.register"), values, _too_low(refusal) or problem_of(refusal)), 409
    told = gettext("Thẻ số %(bidder)s trả %(amount)s.", bidder=payload["bidder"], amount=money(payload["amount_vnd"]))
    flash(told, "good")
    return redirect(url_for("web.lot_page", code=code, lot=lot), code=303)


@pages.post(f"{LOT}/dong")
@for_those_who_may("golf.register")
def close_lot(code: str, lot: str) -> ResponseReturnValue:
    """Who gets it at which price, shown once more; then the hammer falls, unless somebody bid meanwhile."""
    found = _lot(code, lot, "golf.register")
    onward = redirect(url_for("web.lot_page", code=code, lot=lot), code=303)
    values = typed((KEY, SEEN), longest=40)
    step = request.form.get(STEP)
    if step == TO_MEND:
        return onward
    if step != TO_SEND:
        return _check_close(found, values[KEY] or new_key())
    seen = Expected("golf_lot_id", lot, int(values[SEEN]) if values[SEEN].isdecimal() else 0)
    try:
        told = send("events", "close_golf_lot", {"golf_lot_id": lot}, values[KEY] or new_key(), seen)
    except Refusal as refusal:
        if refusal.kind == "moved":
            flash(gettext("Lô vừa có thay đổi; xem lại giá đang dẫn rồi gõ búa lại."), "wait")
        else:
            flash(" ".join(for_people(refusal)), "bad")
        return onward
    if told["status"] == "sold":
        flash(gettext("Đã bán lô %(number)s với giá %(amount)s.", number=told["number"],
                      amount=money(told["highest_vnd"])), "good")
    else:
        flash(gettext("Đã đóng lô %(number)s, không có ai mua.", number=told["number"]), "wait")
    return onward


@pages.get(f"{LOT}/bo-gia")
@for_those_who_may("golf.register")
def unbid_form(code: str, lot: str) -> ResponseReturnValue:
    """Which bid is not to stand, and why?"""
    found = _lot(code, lot, "golf.register")
    values = {name: request.args.get(name, "")[:20] for name in BID} | {"scope": "one"}
    return _unbid(found, values, [], new_key())


@pages.post(f"{LOT}/bo-gia")
@for_those_who_may("golf.register")
def take_back_bid(code: str, lot: str) -> ResponseReturnValue:
    """Take a bid back; where that changes who gets the lot, it is shown first what follows."""
    found = _lot(code, lot, "golf.register")
    values, key = typed((*BID, "scope", "reason"), longest=300), request.form.get(KEY) or new_key()
    step = request.form.get(STEP)
    if step == TO_MEND:
        return _unbid(found, values, [], key)
    payload: dict[str, Any] = {
        "golf_lot_id": lot, "bidder": number_typed(values["bidder"]), "reason": values["reason"],
        "amount_vnd": None if values["scope"] == "all" else said_typed(values["amount_vnd"]),
    }
    problems = problems_in(WithdrawGolfBids(), payload, values, WHEN_EMPTY)
    if problems:
        return _unbid(found, values, problems, key), 422
    try:
        if found["status"] != "open" and step != TO_SEND:
            after = ask("events", "withdraw_golf_bids", payload, key=new_key(), rehearsal=True)
            return _check_unbid(found, after, values, key)
        send("events", "withdraw_golf_bids", payload, key)
    except Refusal as refusal:
        return _unbid(_lot(code, lot, "golf.register"), values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã bỏ giá của thẻ số %(bidder)s.", bidder=payload["bidder"]), "good")
    return redirect(url_for("web.lot_page", code=code, lot=lot), code=303)


def _lot(code: str, lot: str, action: str) -> Row:
    found = ask("events", "get_golf_lot", {"id": lot})
    require(action, found["unit"])
    if found["activity"] != code:
        abort(404)
    return found


def _too_low(refusal: Refusal) -> list[Problem]:
    """With the least that is taken written as money is."""
    if refusal.code != "bid_too_low":
        return []
    least = money(refusal.facts["least_vnd"])
    return [Problem("amount_vnd", gettext("Phải trả từ %(least)s trở lên.", least=least))]


def _leads(found: Row) -> Row | None:
    """The bid that leads, or won."""
    standing = [one for one in found["bid_list"] if one["stands"]]
    return standing[-1] if standing else None


def _page(found: Row, values: dict[str, str], problems: list[Problem], is_far: bool = False) -> str:
    activity = activity_for("golf.read", found["activity"])
    others = [one for one in lots_of(activity) if one["number"] > found["number"] and one["status"] == "open"]
    promise = found["golf_promise_id"] and ask("events", "get_golf_promise", {"id": found["golf_promise_id"]})
    return render_template(
        "organiser/golf_lot.html", activity=activity, lot=found, lead=_leads(found), problems=problems, is_far=is_far,
        values={"amount_vnd": money(found["least_vnd"]).removesuffix(" đ"), **values}, key=new_key(),
        promise=promise, lot_status=LOT_STATUS, next_lot=others[0] if others else None,
        may=lambda action: principal().may(action, found["unit"]),
    )


def _unbid(found: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    return render_template(
        "organiser/golf_unbid.html", activity=activity_for("golf.register", found["activity"]), lot=found,
        values=values, problems=problems, key=key, amount=said_typed(values["amount_vnd"]),
    )


def _check_close(found: Row, key: str) -> str:
    lead = _leads(found)
    facts = [(gettext("Lô"), gettext("số %(number)s, %(title)s", number=found["number"], title=found["title"]), "")]
    if lead:
        facts += [
            (gettext("Người mua"), gettext("thẻ số %(bidder)s", bidder=lead["bidder"]), ""),
            (gettext("Giá"), money(lead["amount_vnd"]), ""),
        ]
    else:
        facts.append((gettext("Người mua"), gettext("không có: chưa ai trả giá"), ""))
    about = gettext("Giá này thành phiếu đăng ký ủng hộ của Quỹ, người mua nộp theo mã của phiếu. Đóng rồi không nhận "
                    "giá nữa; người mua rút thì giá cao kế tiếp nhận lô.")
    return render_template(
        "check.html", heading=gettext("Gõ búa lô %(number)s?", number=found["number"]), about=about if lead else "",
        facts=facts, values={KEY: key, SEEN: str(found["version"])}, names=[KEY, SEEN],
        action=url_for("web.close_lot", code=found["activity"], lot=found["golf_lot_id"]),
        button=gettext("Gõ búa, bán") if lead else gettext("Đóng lô, không bán"),
    )


def _check_unbid(found: Row, after: Row, values: dict[str, str], key: str) -> str:
    lead = _leads(after)
    facts = [
        (gettext("Lô"), gettext("số %(number)s, %(title)s", number=found["number"], title=found["title"]), ""),
        (gettext("Bỏ giá của"), gettext("thẻ số %(bidder)s", bidder=values["bidder"]), ""),
        (gettext("Lý do"), values["reason"], ""),
        (gettext("Sau đó"), gettext(
            "thẻ số %(bidder)s nhận lô với giá %(amount)s", bidder=lead["bidder"], amount=money(lead["amount_vnd"]),
        ) if lead else gettext("lô không bán được"), ""),
    ]
    return render_template(
        "check.html", heading=gettext("Bỏ giá của lô đã bán?"), facts=facts,
        about=gettext("Phiếu đăng ký ủng hộ của giá bị bỏ được rút; đã nộp tiền thì không bỏ được."),
        values={**values, KEY: key}, names=[*BID, "scope", "reason", KEY],
        action=url_for("web.take_back_bid", code=found["activity"], lot=found["golf_lot_id"]),
        button=gettext("Bỏ giá này"),
    )
