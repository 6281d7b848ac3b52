"""What is to be done today by those who keep the Fund: lines to match, payments to decide, receipts to issue."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access import allow_table
from gateway.access.current import Principal, require_somewhere
from gateway.api.asking import ask
from gateway.api.donations.payments import STEPS_WAITED_FOR, waiting_for
from gateway.api.within import units_shown
from gateway.reports import listing
from gateway.web.blueprint import pages
from gateway.web.campaigns import chosen_campaign
from gateway.web.formatting import number
from gateway.web.languages import N_, said
from gateway.web.treasurer.receipts import without_receipt

WAITS_FOR = {
    "verify": N_("Thẩm tra khoản chi hỗ trợ"), "approve": N_("Duyệt khoản chi hỗ trợ"),
    "pay": N_("Chi các khoản đã duyệt đủ"), "confirm": N_("Ghi lời người nhận hỗ trợ"),
}

Task = dict[str, Any]


@pages.get("/viec-hom-nay")
def today() -> ResponseReturnValue:
    """The tasks of whoever asks, each with how many wait."""
    asking, campaign = require_somewhere("rows.read"), chosen_campaign()
    tasks: list[Task] = []
    if campaign is not None:
        code = campaign["campaign"]
        tasks = [*_statements(asking, code), *_matching(asking, code), *_payments(asking, code),
                 *_batches(asking, code), *_receipts(asking, code)]
    return render_template("treasurer/today.html", campaign=campaign, tasks=tasks)


def _task(words: str, count: int, href: str, hint: str = "", more: bool = False) -> Task:
    said_count = f"{number(count)}{'+' if more else ''}" if count else gettext("xong")
    return {
        "words": words, "href": href, "hint": hint, "state": "waiting" if count else "done", "state_words": said_count,
    }


def _statements(asking: Principal, campaign: str) -> list[Task]:
    if not asking.may_somewhere("statement.import"):
        return []
    areas = allow_table.areas(asking, "statement.import")
    broken = sum(
        listing.number_of(listing.Question("statement_import", campaign, areas, state={"status": status}))
        for status in ("failed", "undo_failed")
    )
    hint = gettext("Lần nhập không đọc được hoặc hoàn tác dở dang.")
    return [_task(gettext("Xem lại sao kê bị lỗi"), broken, url_for("web.import_list", campaign=campaign), hint)]


def _matching(asking: Principal, campaign: str) -> list[Task]:
    if not asking.may_somewhere("match.decide"):
        return []
    wanted = {"campaign": campaign, "units": units_shown("match.decide", None)}
    told = ask("donations", "get_desk_progress", wanted)
    desk = url_for("web.matching_desk", campaign=campaign)
    return [_task(gettext("Xác nhận dòng sao kê có gợi ý"), told["suggested"], desk, more=told["at_least"])]


def _payments(asking: Principal, campaign: str) -> list[Task]:
    mine = [step for step, action in STEPS_WAITED_FOR.items() if asking.may_somewhere(action)]
    if not mine:
        return []
    waiting, page = waiting_for(campaign), url_for("web.waiting_payments", campaign=campaign)
    return [_task(said(WAITS_FOR[step]), waiting[step]["count"], f"{page}#cho-{step}") for step in mine]


def _batches(asking: Principal, campaign: str) -> list[Task]:
    if not asking.may_somewhere("payout.make"):
        return []
    question = listing.Question(
        "payment_batch", campaign, allow_table.areas(asking, "payout.make"), state={"status": "made"}
    )
    page = url_for("web.batch_list", campaign=campaign)
    return [_task(gettext("Ghi kết quả lô chi của ngân hàng"), listing.number_of(question), page)]


def _receipts(asking: Principal, campaign: str) -> list[Task]:
    if not asking.may_somewhere("receipt.issue"):
        return []
    gifts, more = without_receipt(campaign)
    page = url_for("web.gifts_without_receipt", campaign=campaign)
    return [_task(gettext("Cấp biên nhận cho khoản tiền mặt"), len(gifts), page, more=more is not None)]
