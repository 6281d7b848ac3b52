"""Whom the product tells by webhook: each subscriber, what was delivered to it, and what to do with what was not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound
from gateway.access import allow_table
from gateway.access.current import principal, require, require_somewhere
from gateway.database import database
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.languages import N_, said
from gateway.webhooks import deliveries, subscribers
from gateway.webhooks.public_events import PUBLIC_EVENTS
from runtime.clock import utc_now

PAGE = "/quan-tri/noi-nhan"
ON_A_PAGE = 50
STATUSES = {"active": N_("Đang nhận"), "disabled": N_("Đã tắt"), "closed": N_("Đã đóng")}
DELIVERED = {
    "waiting": N_("Đang chờ gửi"), "delivered": N_("Đã nhận"), "dead": N_("Đã ngừng thử"), "discarded": N_("Đã bỏ"),
}
COLOURS = {"active": "good", "disabled": "bad", "waiting": "wait", "delivered": "good", "dead": "bad"}

Way = tuple[Callable[..., Any], str]
"""What is done, and what is said afterwards."""

CHANGES: dict[str, Way] = {
    "bat": (subscribers.switch_on, N_("Đã bật lại; những gì xảy ra trong lúc tắt vẫn được gửi đủ.")),
    "dong": (subscribers.close, N_("Đã đóng hẳn nơi nhận này.")),
}
STEPS: dict[str, Way] = {
    "gui-lai": (deliveries.replay, N_("Đã xếp để gửi lại.")), "bo": (deliveries.discard, N_("Đã bỏ.")),
}


@pages.get(PAGE)
def subscriber_list() -> ResponseReturnValue:
    """Subscribers of the account's areas."""
    areas = allow_table.areas(require_somewhere("webhook.read"), "webhook.read")
    found = subscribers.page(database(), areas, _mark(), ON_A_PAGE, utc_now())
    return render_template(
        "administrator/subscriber_list.html", subscribers=found["rows"], statuses=STATUSES, colours=COLOURS,
        next_page=address("web.subscriber_list", {}, sau=found["next"]) if found["next"] else None,
        first=url_for("web.subscriber_list") if _mark() else "",
    )


@pages.get(f"{PAGE}/<id>")
def subscriber_page(id: str) -> ResponseReturnValue:
    """One subscriber with its deliveries, newest first."""
    require_somewhere("webhook.read")
    kept = subscribers.find(database(), id)
    require("webhook.read", kept["unit"])
    chosen = {name: value for name, value in chosen_of({"status": 20}).items() if value in DELIVERED}
    found = deliveries.page(database(), id, chosen.get("status"), _mark(), ON_A_PAGE)
    return render_template(
        "administrator/subscriber.html", one=subscribers.told(kept, utc_now()), deliveries=found["rows"],
        values=chosen, statuses=STATUSES, delivered=DELIVERED, colours=COLOURS, events=PUBLIC_EVENTS,
        may_manage=principal().may("webhook.manage", kept["unit"]),
        next_page=address("web.subscriber_page", chosen, id=id, sau=found["next"]) if found["next"] else None,
        first=address("web.subscriber_page", chosen, id=id) if _mark() else "",
        status_options=[("", gettext("Tất cả")), *DELIVERED.items()],
    )


@pages.post(f"{PAGE}/<id>/<change>")
def change_subscriber(id: str, change: str) -> ResponseReturnValue:
    """Switch it on again, or close it for good."""
    _managed(id)
    do, done = _one_of(CHANGES, change)
    do(database(), id, utc_now())
    flash(said(done), "good")
    return redirect(url_for("web.subscriber_page", id=id), code=303)


@pages.post(f"{PAGE}/<id>/lan-gui/<event_id>/<step>")
def settle_delivery(id: str, event_id: str, step: str) -> ResponseReturnValue:
    """Send again what was given up, or drop it."""
    _managed(id)
    do, done = _one_of(STEPS, step)
    do(database(), id, event_id, utc_now())
    flash(said(done), "good")
    return redirect(url_for("web.subscriber_page", id=id, status="dead"), code=303)


def _one_of(ways: dict[str, Way], name: str) -> Way:
    if name not in ways:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Kiểm tra lại địa chỉ."))
    return ways[name]


def _managed(id: str) -> dict[str, Any]:
    require_somewhere("webhook.manage")
    kept = subscribers.find(database(), id)
    require("webhook.manage", kept["unit"])
    return kept


def _mark() -> str | None:
    return request.args.get("sau", "")[:400] or None
