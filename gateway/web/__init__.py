"""The pages: server-rendered, Vietnamese first, whole without JavaScript, livelier with it.

One module per page or pair of pages. A page reads the read models through `gateway.reports`, asks services
through the service client, and computes no figure itself.
"""

from __future__ import annotations

from typing import Any

from flask import Flask

from gateway.access.current import Principal, principal
from gateway.web import (
    account,
    administrator,
    assets,
    by_link,
    formatting,
    languages,
    list_pages,
    live,
    organiser,
    portal,
    province,
    supervisor,
    treasurer,
)
from gateway.web.blueprint import pages
from gateway.web.errors import register_error_pages
from gateway.web.menu import folded_menu, menu_for_all
from gateway.web.organiser.activity_menu import activity_menu
from runtime.clock import utc_now

_MODULES = (
    account, administrator, assets, by_link, list_pages, live, organiser, portal, province, supervisor, treasurer,
)


def register(app: Flask) -> None:
    """Add the pages, their filters and the error pages to the application."""
    languages.init_app(app)
    formatting.register(app)
    app.register_blueprint(pages)
    app.context_processor(_for_every_page)
    register_error_pages(app)


def _for_every_page() -> dict[str, Any]:
    return {
        "asking": _asking(),
        "activity_menu": activity_menu,
        "folded_menu": folded_menu,
        "menu_for_all": menu_for_all,
        "asset": assets.asset,
        "language": languages.language(),
        "language_switches": languages.switches(),
        "printed_at": utc_now(),
    }


def _asking() -> Principal | None:
    """Who is asking, also on an error page that says that one can't tell."""
    try:
        return principal()
    except Exception:  # an error page must not fail for the reason that it reports
        return None

