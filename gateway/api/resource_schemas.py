"""What the API answers: each resource with all that its service tells, beyond what its events say."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields

from contracts.commands.donations.campaigns import SaveCampaign
from contracts.events import EventData
from contracts.events.donations.statements import StatementImportChangedV1
from contracts.events.donations.support import PaymentRow
from contracts.events.events.activities import ProgrammeStepRow, QuotaRow
from contracts.events.events.registration import RegistrationRow
from contracts.events.monitoring.findings import FindingV1
from contracts.fields import Instant, LocalDay


class Whole(EventData):
    """A row of an event as a resource: it holds what is described here and nothing else."""

    class Meta(EventData.Meta):
        unknown = RAISE


class Campaign(SaveCampaign):
    """A campaign as it stands."""

    version = fields.Integer(required=True)


class QuotaNow(Whole, QuotaRow):
    """A quota with its guests.  They are the quota's own, not those of quotas within it: confirmed (``taken``), with a
    place kept for them (``offered``), waiting; ``allotted``: places that an office will name guests for.  ``left`` may
    be bound by the quota around it."""

    taken = fields.Integer(required=True)
    offered = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    allotted = fields.Integer(required=True)
    left = fields.Integer(required=True)


class Activity(Schema):
    """An activity with its places."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.String(required=True)
    starts_on = LocalDay(required=True, allow_none=True)
    ends_on = LocalDay(required=True, allow_none=True)
    places = fields.Integer(required=True, allow_none=True)
    quotas = fields.List(fields.Nested(QuotaNow), required=True)
    programme = fields.List(fields.Nested(ProgrammeStepRow(unknown=RAISE)), required=True)
    waiting_list = fields.Boolean(required=True)
    waiting_policy = fields.String(required=True)
    offer_minutes = fields.Integer(required=True, allow_none=True)
    taken = fields.Integer(required=True)
    offered = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    allotted = fields.Integer(required=True)
    saved_at = Instant(required=True)


class SavedCampaign(Schema):
    """What a campaign file has brought about."""

    campaign = fields.Nested(Campaign, required=True)
    activities = fields.List(fields.Nested(Activity), required=True)


class Registration(Whole, RegistrationRow):
    """A registration with its guest; of a beneficiary the initials alone, unless whoever looks says why.

    ``homonyms``: living registrations of the same name and place, told when a guest is registered."""

    number = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Mã ngắn in trên thẻ, ký tự cuối để kiểm tra"})
    guest_name = fields.String(required=True)
    organisation = fields.String(required=True)
    commune = fields.String(required=True)
    phone = fields.String(required=True)
    email = fields.String(required=True)
    kind = fields.String(required=True)
    beneficiary = fields.Boolean(required=True)
    needs = fields.List(fields.String(), required=True)
    needs_note = fields.String(required=True)
    photo_consent = fields.Boolean(required=True, allow_none=True)
    publication_consent = fields.Boolean(required=True, allow_none=True)
    assisted = fields.Boolean(required=True)
    assisted_reason = fields.String(required=True, allow_none=True)
    registered_by = fields.String(required=True)
    seat = fields.String(required=True)
    changed_at = Instant(required=True)
    cancel_reason = fields.String(required=True)
    forgotten_on = LocalDay(required=True, allow_none=True)
    homonyms = fields.List(fields.String())
    known = fields.Boolean()


class PageOfGuests(Schema):
    """A page of registrations; ``next_after`` is null on the last."""

    activity = fields.String(required=True)
    registrations = fields.List(fields.Nested(Registration), required=True)
    next_after = fields.Integer(required=True, allow_none=True)


class Payment(Whole, PaymentRow):
    """A payment with its household and who took which step, for those who take the steps."""

    household_code = fields.String(required=True)
    programme = fields.String(required=True, allow_none=True)
    batch_id = fields.String(required=True, allow_none=True)
    confirmed_name = fields.String(required=True, allow_none=True)
    confirmed_manner = fields.String(required=True, allow_none=True)
    confirmed_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    proposed_by = fields.String(required=True)
    proposed_at = Instant(required=True)
    verified_by = fields.String(required=True, allow_none=True)
    verified_at = Instant(required=True, allow_none=True)
    approved_by = fields.List(fields.String(), required=True)
    approved_at = fields.List(Instant(), required=True)
    paid_by = fields.String(required=True, allow_none=True)
    paid_at = Instant(required=True, allow_none=True)
    withdrawn_by = fields.String(allow_none=True)
    withdrawn_at = Instant(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)


class StatementImport(Whole, StatementImportChangedV1):
    """An import as it stands, with its certificate as far as it has got, and who undoes it and why."""

    undo_reason = fields.String(required=True, allow_none=True)
    undo_by = fields.String(required=True, allow_none=True)


class Certificate(Schema):
    """What became of every row of a statement."""

    import_id = fields.String(required=True)
    file_name = fields.String(required=True)
    file_sha256 = fields.String(required=True)
    status = fields.String(required=True)
    finished_at = Instant(required=True, allow_none=True)
    certificate = fields.Dict(required=True)


class Finding(Whole, FindingV1):
    """A finding with its texts and people, for those who write them."""

    detail = fields.String(required=True)
    recommendation = fields.String(required=True)
    raised_by = fields.String(required=True)
    reply_within_days = fields.Integer(required=True)
    replied_by = fields.String(required=True, allow_none=True)
    replied_at = Instant(required=True, allow_none=True)
    reply_text = fields.String(required=True, allow_none=True)
    remedied_by = fields.String(required=True, allow_none=True)
    remedied_at = Instant(required=True, allow_none=True)
    remedy_text = fields.String(required=True, allow_none=True)
    verified_by = fields.String(required=True, allow_none=True)
    verified_at = Instant(required=True, allow_none=True)
    conclusion = fields.String(required=True, allow_none=True)
    is_overdue = fields.Boolean(required=True)


class PublicFinding(Whole, FindingV1):
    """A finding as everybody who may see it sees it: no texts of either side but the summary."""
