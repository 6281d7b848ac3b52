"""The list of every event type on the wire.  What is not here is not an event of ours."""

from __future__ import annotations

from contracts.events import EventData
from contracts.events import events as e
from contracts.events import monitoring as m
from contracts.events.donations import (
    appeals,
    beneficiaries,
    campaigns,
    commitments,
    houses,
    in_kind,
    intake,
    ledger,
    matching,
    payouts,
    pledges,
    receipts,
    recognition,
    relief,
    statements,
    support,
)

SERVICES = ("donations", "events", "monitoring")

EVENTS: dict[str, type[EventData]] = {
    "donations.campaign_saved.v1": campaigns.CampaignSavedV1,
    "donations.donations_recorded.v1": intake.DonationsRecordedV1,
    "donations.donations_changed.v1": intake.DonationsChangedV1,
    "donations.donations_reversed.v1": intake.DonationsReversedV1,
    "donations.contributors_changed.v1": intake.ContributorsChangedV1,
    "donations.refunds_changed.v1": intake.RefundsChangedV1,
    "donations.donations_matched.v1": matching.DonationsMatchedV1,
    "donations.bank_debits_recorded.v1": statements.BankDebitsRecordedV1,
    "donations.bank_debits_reversed.v1": statements.BankDebitsReversedV1,
    "donations.pledges_changed.v1": pledges.PledgesChangedV1,
    "donations.statement_import_changed.v1": statements.StatementImportChangedV1,
    "donations.payments_changed.v1": support.PaymentsChangedV1,
    "donations.payment_batches_changed.v1": payouts.PaymentBatchesChangedV1,
    "donations.debits_explained.v1": payouts.DebitsExplainedV1,
    "donations.households_changed.v1": beneficiaries.HouseholdsChangedV1,
    "donations.goods_changed.v1": in_kind.GoodsChangedV1,
    "donations.hand_outs_changed.v1": in_kind.HandOutsChangedV1,
    "donations.labour_changed.v1": in_kind.LabourChangedV1,
    "donations.houses_changed.v1": houses.HousesChangedV1,
    "donations.commitments_changed.v1": commitments.CommitmentsChangedV1,
    "donations.receipts_changed.v1": receipts.ReceiptsChangedV1,
    "donations.ledger_root_published.v1": ledger.LedgerRootPublishedV1,
    "donations.appeal_saved.v1": appeals.AppealSavedV1,
    "donations.appeal_letters_changed.v1": appeals.AppealLettersChangedV1,
    "donations.honours_changed.v1": recognition.HonoursChangedV1,
    "donations.relief_saved.v1": relief.ReliefSavedV1,
    "donations.relief_distributions_changed.v1": relief.ReliefDistributionsChangedV1,
    "events.activity_saved.v1": e.ActivitySavedV1,
    "events.registrations_changed.v1": e.RegistrationsChangedV1,
    "monitoring.finding_raised.v1": m.FindingRaisedV1,
    "monitoring.finding_answered.v1": m.FindingAnsweredV1,
    "monitoring.finding_closed.v1": m.FindingClosedV1,
}
