"""The API under ``/api/v1``: one module per resource, OpenAPI 3.1 made from the schemas, errors as problem+json."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Api

from gateway.api import (
    accounts,
    conditional,
    exports,
    keys,
    looks,
    me,
    parked_messages,
    public_data,
    reports,
    tokens,
    units,
    webhook_subscribers,
)
from gateway.api.conditional import Conditional
from gateway.api.desk import definitions, examples, papers, rounds, unit_reports, versions
from gateway.api.donations import (
    appeals,
    books,
    campaigns,
    commitments,
    donations,
    gift_search,
    households,
    houses,
    in_kind,
    ledger,
    matching,
    payments,
    payouts,
    pledges,
    programmes,
    receipts,
    recognition,
    relief,
    statement_imports,
    statement_mappings,
    stories,
    support_terms,
    vietqr,
    webhooks,
)
from gateway.api.errors import PROBLEM_TYPE, Problem
from gateway.api.events import (
    activities,
    allotments,
    announcing,
    call_lists,
    check_in,
    costs,
    delegations,
    golf,
    golf_links,
    golf_money,
    golf_scoring,
    groups,
    guest_imports,
    guest_lists,
    guest_papers,
    guests,
    invitations,
    openings,
    opinions,
    outcomes,
    outreach,
    public_activities,
    registrations,
    run_sheets,
)
from gateway.api.monitoring import (
    checklist_exports,
    checklists,
    complaints,
    damage,
    deadlines,
    escalations,
    evidence,
    findings,
    indicators,
    public_complaints,
    public_surveys,
    queue_files,
    recommendations,
    reviews,
    supervision_plans,
    supervision_visits,
    survey_papers,
    surveys,
)

BLUEPRINTS = (
    tokens.blp,
    keys.blp,
    me.blp,
    accounts.blp,
    accounts.trail_blp,
    looks.blp,
    parked_messages.blp,
    campaigns.blp,
    donations.blp,
    gift_search.blp,
    pledges.blp,
    in_kind.goods_blp,
    in_kind.labour_blp,
    statement_imports.blp,
    statement_mappings.blp,
    matching.blp,
    payments.blp,
    payouts.blp,
    payouts.debits_blp,
    programmes.blp,
    support_terms.blp,
    households.blp,
    houses.blp,
    stories.blp,
    stories.public_blp,
    commitments.blp,
    activities.blp,
    run_sheets.blp,
    announcing.blp,
    delegations.blp,
    outcomes.blp,
    costs.blp,
    opinions.blp,
    guests.blp,
    guest_imports.blp,
    guest_lists.blp,
    invitations.blp,
    invitations.public,
    call_lists.blp,
    check_in.blp,
    guest_papers.blp,
    registrations.blp,
    openings.blp,
    public_activities.blp,
    groups.blp,
    allotments.blp,
    outreach.blp,
    golf.blp,
    golf.players_blp,
    golf_money.promises_blp,
    golf_money.sponsors_blp,
    golf_money.lots_blp,
    supervision_plans.blp,
    supervision_visits.blp,
    checklists.blp,
    checklists.answers_blp,
    checklist_exports.blp,
    evidence.blp,
    queue_files.blp,
    deadlines.blp,
    deadlines.clocks_blp,
    deadlines.trail_blp,
    golf_scoring.rounds_blp,
    golf_scoring.cards_blp,
    golf_scoring.contests_blp,
    golf_scoring.rule_sets_blp,
    golf_links.public,
    reviews.blp,
    complaints.blp,
    complaints.forwardings_blp,
    public_complaints.blp,
    surveys.blp,
    survey_papers.blp,
    surveys.areas_blp,
    public_surveys.blp,
    findings.blp,
    recommendations.blp,
    indicators.blp,
    indicators.targets_blp,
    damage.blp,
    escalations.blp,
    reports.blp,
    rounds.blp,
    unit_reports.blp,
    versions.blp,
    papers.blp,
    examples.blp,
    definitions.indicators_blp,
    definitions.days_off_blp,
    definitions.contacts_blp,
    units.blp,
    ledger.blp,
    appeals.blp,
    appeals.letters_blp,
    recognition.rules_blp,
    recognition.blp,
    relief.blp,
    relief.distributions_blp,
    public_data.blp,
    books.blp,
    receipts.blp,
    receipts.public,
    vietqr.blp,
    webhooks.blp,
    webhook_subscribers.blp,
    exports.blp,
)


class _Api(Api):
    """flask-smorest, with our own kind of error in the description."""

    ERROR_SCHEMA = Problem
    DEFAULT_RESPONSE_CONTENT_TYPE: str

    def _register_responses(self) -> None:
        # flask-smorest knows one content type for good and bad answers alike.
        usual, self.DEFAULT_RESPONSE_CONTENT_TYPE = self.DEFAULT_RESPONSE_CONTENT_TYPE, PROBLEM_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual


def register(app: Flask) -> None:
    """Add the API and its browsable page to the app."""
    app.config.update(
        API_TITLE="Chung Tay", API_VERSION="v1", OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1", OPENAPI_JSON_PATH="openapi.json",
    )
    conditional.init_app(app)
    api = _Api(app, spec_kwargs={"extra_plugins": [Conditional()]})
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.options["security"] = [{"bearer": []}]
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.register_blueprint(_docs())


def _docs() -> Blueprint:
    pages = Blueprint("api_docs", __name__, template_folder="templates")

    @pages.get("/api/docs")
    def browsable() -> ResponseReturnValue:
        return render_template("api_docs.html")

    return pages
