"""What the accounts are proven by: the certificate of each statement that was read, and the ledger's daily roots."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from gateway.access.current import require
from gateway.reports.reading import at_one_moment
from gateway.web.blueprint import pages
from gateway.web.campaigns import campaigns_to_choose, chosen_campaign, listed
from gateway.web.portal.keeping import open_to_all
from gateway.web.treasurer.statements import CHAIN_WORDS

CERTIFICATES = "/cong-khai/bien-ban"
LEDGER = "/cong-khai/so-cai"


@pages.get(CERTIFICATES)
@open_to_all
def public_certificates() -> ResponseReturnValue:
    """Every statement that was read into the campaign, the newest first."""
    return _listed("statement_import", "portal/certificates.html")


@pages.get(f"{CERTIFICATES}/<import_id>")
@open_to_all
def public_certificate(import_id: str) -> ResponseReturnValue:
    """One certificate, as far as it has come.  The file's name and who read it in are nobody's business."""
    row = at_one_moment(lambda snapshot: snapshot.row("statement_import", import_id))
    if row is None:
        abort(404)
    found = row["state"]
    certificate = found["certificate"]
    return render_template(
        "portal/certificate.html", found=found, certificate=certificate, under_way=False,
        chain=CHAIN_WORDS.get(certificate.get("balance_chain", "unproven"), CHAIN_WORDS["unproven"]),
    )


@pages.get(LEDGER)
@open_to_all
def public_ledger() -> ResponseReturnValue:
    """The root of each closed day, and how anybody can hold the ledger against it."""
    return _listed("ledger_root", "portal/ledger.html")


def _listed(kind: str, template: str) -> str:
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("portal/empty.html")
    found = listed(require("portal.read"), "portal.read", kind, campaign)
    return render_template(
        template, campaign=campaign, campaigns=campaigns_to_choose(campaign), rows=found.rows,
        next_page=found.next_page,
    )
