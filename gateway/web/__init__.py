"""The pages: server-rendered, Vietnamese first, whole without JavaScript, livelier with it.

One module per page or pair of pages. A page reads the read models through `gateway.reports`, asks services
through the service client, and computes no figure itself.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for

from gateway.access.current import Principal, principal
from gateway.web import (
    activities,
    arrivals,
    complaint_pages,
    dashboard,
    drill_down,
    findings,
    formatting,
    gate,
    golf_card_page,
    guests,
    invitation_page,
    live,
    log_in_pages,
    receipt_check,
    stage,
    statements,
)
from gateway.web.blueprint import pages
from gateway.web.errors import register_error_pages

MENU = [
    ("Tổng quan", "web.overview", "report.read", "/tong-quan"),
    ("Hoạt động", "web.activity_list", "activity.read", "/hoat-dong"),
    ("Giám sát", "web.finding_list", "finding.read", "/giam-sat"),
    ("Sao kê", "web.import_list", "imports.read", "/sao-ke"),
]

_MODULES = (
    activities, arrivals, complaint_pages, dashboard, drill_down, findings, gate, golf_card_page, guests,
    invitation_page, live, log_in_pages, receipt_check, stage, statements,
)


def register(app: Flask) -> None:
    """Add the pages, their filters and the error pages to the application."""
    formatting.register(app)
    app.register_blueprint(pages)
    app.context_processor(_for_every_page)
    register_error_pages(app)


def _for_every_page() -> dict[str, Any]:
    return {"asking": _asking(), "menu": _menu}


def _asking() -> Principal | None:
    """Who is asking, also on an error page that says that one can't tell."""
    try:
        return principal()
    except Exception:  # an error page must not fail for the reason that it reports
        return None


def _menu() -> list[dict[str, Any]]:
    who = principal()
    return [
        {
            "name": name,
            "href": url_for(endpoint),
            "here": request.path.startswith(path) or (request.path == "/" and path == MENU[0][3]),
        }
        for name, endpoint, action, path in MENU
        if who.may_somewhere(action)
    ]
