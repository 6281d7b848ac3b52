"""The answers of the API are what its OpenAPI page promises, field by field, before and after they are projected."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import RAISE, Schema

from contracts.events.donations.intake import DonationRow
from contracts.events.donations.pledges import PledgeRow
from contracts.events.donations.support import PaymentRow
from gateway.api import resource_schemas as shapes
from gateway.api.donations.donations import RecordedDonation
from gateway.api.donations.pledges import RegisteredPledge
from tests.e2e.product import Campaign, eventually
from tests.e2e.test_supervision import approved_payment, finding_about

pytestmark = pytest.mark.e2e


def check(schema: type[Schema], answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, which holds just what the schema describes."""
    assert schema(unknown=RAISE).validate(answer) == {}, answer
    return answer


def test_campaigns_activities_and_guests(campaign: Campaign) -> None:
    api = campaign.product.api
    saved = api().http.put(f"/campaigns/{campaign.code}", json=campaign.body)
    check(shapes.SavedCampaign, saved.json())
    check(shapes.Campaign, api().read(f"/campaigns/{campaign.code}"))
    path = f"/activities/{campaign.activity('forum')}"
    activity = check(shapes.Activity, api().read(path))
    guest = {"quota": activity["quotas"][-1]["code"], "guest_name": "Trần Thị Mẫu", "commune": "Phước Bình"}
    made = check(shapes.Registration, api("to-chuc").made(f"{path}/registrations", guest))
    check(shapes.PageOfGuests, api("to-chuc").read(f"{path}/registrations"))
    cancelled = api("to-chuc").made(f"/registrations/{made['registration_id']}/cancellation", {"reason": "Bận"})
    check(shapes.Registration, cancelled)


def test_gifts_pledges_and_payments(campaign: Campaign) -> None:
    api = campaign.product.api
    gift = check(RecordedDonation, api().made("/donations", campaign.gift(amount_vnd=900_000)))
    check(DonationRow, api().read(f"/donations/{gift['donation_id']}"))
    pledge = {"campaign": campaign.code, "unit": "582", "amount_vnd": 500_000, "pledger_name": "Công ty Mẫu",
              "pledged_on": "2024-10-17"}
    promised = check(RegisteredPledge, api().made("/pledges", pledge))
    check(PledgeRow, api().read(f"/pledges/{promised['pledge_id']}"))
    payment = check(shapes.Payment, approved_payment(campaign, 500_000, "ho-" + campaign.code))
    check(PaymentRow, api().read(f"/payments/{payment['payment_id']}"))
    check(shapes.Payment, api("ke-toan").made(f"/payments/{payment['payment_id']}/payout", {"paid_on": "2024-11-10"}))


def test_a_finding_has_one_shape_whether_its_event_has_arrived_or_not(campaign: Campaign) -> None:
    api = campaign.product.api
    api().made("/donations", campaign.gift(amount_vnd=100_000))
    payment = approved_payment(campaign, 100_000, "ho-" + campaign.code)
    raised = check(shapes.Finding, api("giam-sat").made("/findings", finding_about(campaign, payment)))
    path = f"/findings/{raised['finding_id']}"
    at_once = check(shapes.PublicFinding, api("giam-sat").read(path))
    eventually(lambda: campaign.total("findings_open")["count"] == 1)
    assert check(shapes.PublicFinding, api("giam-sat").read(path)) == at_once
    check(shapes.Finding, api().made(f"{path}/reply", {"replied_on": "2024-11-06", "text": "Đã bổ sung"}))


def test_statement_imports(campaign: Campaign) -> None:
    treasurer = campaign.product.api("ke-toan")
    statement = b"PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n1,17/10/2024,77,0,50000,50000,UNG HO\n"
    answer = treasurer.http.post(
        "/statement-imports",
        data={"campaign": campaign.code, "account_number": campaign.account("vietcombank")["number"]},
        files={"file": ("sao_ke.csv", statement, "text/csv")},
    )
    assert answer.status_code == 202, answer.text
    check(shapes.StatementImport, answer.json())
    path = f"/statement-imports/{answer.json()['import_id']}"
    check(shapes.StatementImport, treasurer.read(path))
    check(shapes.Certificate, treasurer.read(f"{path}/certificate"))
