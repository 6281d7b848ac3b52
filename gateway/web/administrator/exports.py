"""Exports of long lists: one's own with their progress and files, and who exported what, for whoever audits."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access.current import require, require_somewhere
from gateway.database import database
from gateway.exports import jobs
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.languages import N_
from runtime.clock import utc_now

ON_A_PAGE = 50
STATUSES = {
    "waiting": N_("Đang chờ"), "running": N_("Đang xuất"), "done": N_("Xong"), "failed": N_("Không xuất được"),
    "cancelled": N_("Đã hủy"),
}
COLOURS = {"waiting": "wait", "running": "wait", "done": "good", "failed": "bad"}


@pages.get("/tai-khoan/xuat-du-lieu")
def own_exports() -> ResponseReturnValue:
    """What one has asked to be exported, newest first: how far it is, and the file while it is kept."""
    by = require_somewhere("export.read").username
    return _page("own_exports.html", "web.own_exports", {"by": by}, {})


@pages.post("/tai-khoan/xuat-du-lieu/<id>/huy")
def cancel_own_export(id: str) -> ResponseReturnValue:
    """Give it up, or take the file away."""
    by = require_somewhere("export.read").username
    jobs.cancel(database(), id, by, utc_now())
    flash(gettext("Đã hủy lần xuất và bỏ tệp của nó."), "good")
    return redirect(url_for("web.own_exports"), code=303)


@pages.get("/quan-tri/xuat-du-lieu")
def export_list() -> ResponseReturnValue:
    """Who exported which list, how many rows, when; newest first, for as long as it is remembered."""
    require("access_trail.read")
    chosen = chosen_of({"by": 40})
    return _page("administrator/export_list.html", "web.export_list", chosen, chosen)


def _page(template: str, endpoint: str, match: dict[str, str], chosen: dict[str, str]) -> str:
    mark = request.args.get("sau", "")[:400] or None
    found = jobs.newest(database(), match.get("by"), mark, ON_A_PAGE)
    return render_template(
        template, exports=found["rows"], statuses=STATUSES, colours=COLOURS, values=chosen,
        under_way=any(one["status"] in jobs.OPEN for one in found["rows"]),
        next_page=address(endpoint, chosen, sau=found["next"]) if found["next"] else None,
        first=address(endpoint, chosen) if mark else "",
    )
