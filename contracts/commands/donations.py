"""Commands of the donations service."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.campaign_files import MOST_UNITS
from contracts.fields import END, REQUIRED, LocalDay, Text, Vnd, choice_field, code_field, unit_field

GIFT_CHANNELS = ["cash", "card", "wallet", "bank_transfer"]
NAME_DISPLAYS = ["shown", "masked", "anonymous"]
SUPPORT_KINDS = [
    "house_new", "house_repair", "livelihood", "education", "health", "emergency", "tet_gift", "in_kind",
]
STATEMENT_LAYOUTS = ["auto", "vietcombank", "agribank", "vietinbank", "bidv"]


class FundAccount(Command):
    """A bank account of the Fund: every line of its statements belongs to ``unit``."""

    number = fields.String(
        required=True, validate=validate.Regexp(rf"^[0-9]{{6,19}}{END}", error="Số tài khoản gồm 6 đến 19 chữ số.")
    )
    bank = choice_field(["vietcombank", "agribank", "vietinbank", "bidv"], required=True)
    unit = unit_field(required=True)


class UnitTarget(Command):
    """A unit that takes part in a campaign, with its share of the target (0: none stated)."""

    unit = unit_field(required=True)
    target_vnd = Vnd(minimum=0, load_default=0)


class SaveCampaign(Command):
    """Make a campaign, or bring it to this state (natural key: ``code``)."""

    code = code_field(required=True)
    name = Text(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    target_vnd = Vnd(minimum=0, required=True)
    lead_unit = unit_field(required=True)
    units = fields.List(fields.Nested(UnitTarget), required=True, validate=validate.Length(1, MOST_UNITS))
    accounts = fields.List(fields.Nested(FundAccount), load_default=list, validate=validate.Length(max=200))


class RecordDonation(Command):
    """A gift received in hand: cash at the desk, card or wallet."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    amount_vnd = Vnd(required=True)
    channel = choice_field(GIFT_CHANNELS, required=True)
    received_on = LocalDay(required=True)
    donor_name = Text(longest=120, load_default="", shortest=0)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    note = Text(longest=500, load_default="", shortest=0)
    pledge_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class DonationInBatch(Command):
    """One donation of a micro-batch, with the context of the request it came in."""

    donation = fields.Dict(required=True)
    actor = fields.String(required=True)
    idempotency_key = fields.String(required=True)
    correlation_id = fields.String(required=True)


class RecordDonations(Command):
    """A micro-batch made by the gateway from concurrent requests; each entry is answered on its own."""

    entries = fields.List(fields.Nested(DonationInBatch), required=True, validate=validate.Length(1, 500))


class RegisterPledge(Command):
    """A promise (phiếu đăng ký ủng hộ): not money until bank lines or gifts fulfil it."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    amount_vnd = Vnd(required=True)
    pledger_name = Text(required=True, longest=120)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    pledged_on = LocalDay(required=True)
    activity = code_field(load_default=None, allow_none=True)
    note = Text(longest=500, load_default="", shortest=0)


class BeginStatementImport(Command):
    """Open an upload; the first piece of the file decides at once whether its layout is known."""

    campaign = code_field(required=True)
    account_number = fields.String(required=True, error_messages={"required": REQUIRED})
    layout = choice_field(STATEMENT_LAYOUTS, load_default="auto")
    file_name = Text(required=True)
    first_chunk_base64 = fields.String(required=True, validate=validate.Length(max=2_000_000))


class AppendStatementChunk(Command):
    """The next piece of an upload; ``index`` counts from 1 (0 came with the begin command)."""

    import_id = fields.String(required=True)
    index = fields.Integer(required=True, validate=validate.Range(1, 100_000))
    chunk_base64 = fields.String(required=True, validate=validate.Length(max=2_000_000))


class FinishStatementUpload(Command):
    """Close an upload: size and hash must agree, then the import is queued."""

    import_id = fields.String(required=True)
    size_bytes = fields.Integer(required=True, validate=validate.Range(1, 2_000_000_000))
    sha256 = fields.String(required=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}"))


class ProposeSupport(Command):
    """Ask that the Fund supports a household.  ``proposed_on``: the day on the paper proposal; today if not given."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(SUPPORT_KINDS, required=True)
    household_code = code_field(required=True)
    amount_vnd = Vnd(required=True)
    proposed_on = LocalDay(load_default=None, allow_none=True)
    reason = Text(required=True, longest=1000)


class PaymentStep(Command):
    """Verify, approve or pay a proposed payment.  ``paid_on`` counts for pay alone; today if not given."""

    payment_id = fields.String(required=True)
    paid_on = LocalDay(load_default=None, allow_none=True)


class WithdrawSupport(Command):
    """Take a proposal back that is not paid yet, so that the household can be proposed for anew."""

    payment_id = fields.String(required=True)
    reason = Text(required=True, longest=1000)


class ById(Command):
    """Read one resource of the service by its id."""

    id = fields.String(required=True)
