"""The pages: server-rendered, Vietnamese first, whole without JavaScript, livelier with it.

One module per page or pair of pages. A page reads the read models through `gateway.reports`, asks services
through the service client, and computes no figure itself.
"""

from __future__ import annotations

from typing import Any

from flask import Flask

from gateway.access.current import Principal, principal
from gateway.web import (
    activities,
    activity_form,
    administrator,
    arrivals,
    assets,
    complaint_desk,
    complaint_pages,
    dashboard,
    drill_down,
    field_extras,
    field_form,
    field_list,
    finding_board,
    finding_steps,
    findings,
    formatting,
    gate,
    golf_board,
    golf_card_desk,
    golf_card_page,
    golf_desk,
    golf_flights,
    golf_players,
    golf_rounds,
    guest_list,
    guest_page,
    guests,
    invitation_list,
    invitation_page,
    languages,
    list_pages,
    live,
    log_in_pages,
    own_account,
    password_page,
    portal,
    receipt_check,
    report_contacts,
    report_definitions,
    report_desk,
    report_examples,
    report_numbers,
    report_opening,
    report_pages,
    report_signing,
    report_versions,
    report_writing,
    run_sheet_plan,
    sign_on_pages,
    stage,
    statements,
    survey_desk,
    survey_pages,
    survey_papers,
    treasurer,
    waiting_pages,
)
from gateway.web.activity_menu import activity_menu
from gateway.web.blueprint import pages
from gateway.web.errors import register_error_pages
from gateway.web.menu import folded_menu, menu_for_all
from runtime.clock import utc_now

_MODULES = (
    activities, activity_form, administrator, arrivals, assets, complaint_desk, complaint_pages, dashboard,
    drill_down, field_extras, field_form, field_list, finding_board, finding_steps, findings, gate, golf_board,
    golf_card_desk, golf_card_page, golf_desk, golf_flights, golf_players, golf_rounds, guest_list, guest_page,
    guests, invitation_list, invitation_page, list_pages, live, log_in_pages, own_account, password_page, portal,
    receipt_check, report_contacts, report_definitions, report_desk, report_examples, report_numbers, report_opening,
    report_pages, report_signing, report_versions, report_writing, run_sheet_plan, sign_on_pages, stage, statements,
    survey_desk, survey_pages, survey_papers, treasurer,
    waiting_pages,
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

