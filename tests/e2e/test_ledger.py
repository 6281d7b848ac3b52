"""The sealed ledger through the gateway."""

from typing import Any

import httpx

from services.donations.ledger import sealing_rules
from tests.e2e.product import Campaign, Product, eventually


def as_a_visitor(product: Product, path: str, **query: str) -> httpx.Response:
    """Not logged in."""
    return httpx.get(f"{product.address}/api/v1/public/ledger/{path}", params=query, trust_env=False)


def proof_of(product: Product, entry_id: str) -> dict[str, Any]:
    found = eventually(lambda: (answer := as_a_visitor(product, f"proofs/{entry_id}")).is_success and answer)
    return dict(found.json()) if found else {}


def test_within_seconds_anybody_can_prove_that_a_gift_is_in_the_ledger(product: Product, campaign: Campaign):
    gift = product.api().made("/donations", campaign.gift(donor_name="Nguyễn Văn An", amount_vnd=123_457))
    proof = proof_of(product, gift["journal_entry_id"])
    sealing_rules.check_proof(proof)
    assert (proof["block"]["campaign"], proof["entry_id"]) == (campaign.code, gift["journal_entry_id"])
    assert "123457" not in str(proof)
    assert "An" not in str(proof)


def test_what_is_not_in_the_ledger_has_no_proof(product: Product, campaign: Campaign):
    unknown = as_a_visitor(product, "proofs/donation-unknown")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "entry_not_found")
    assert as_a_visitor(product, "roots", campaign=campaign.code).json() == {"rows": [], "next": None}
