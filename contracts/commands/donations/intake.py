"""Commands about gifts received."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import END, LocalDay, Text, Vnd, choice_field, code_field, unit_field

GIFT_CHANNELS = ["cash", "card", "wallet", "bank_transfer"]
NAME_DISPLAYS = ["shown", "masked", "anonymous"]
DONOR_KINDS = ["organisation", "enterprise", "individual"]
CONSENT_BASES = ["spoken", "written", "form", "guardian"]
"""How a donor said how the name may be shown; ``guardian``: a minor's parent or guardian said so."""
REFUND_WAYS = ["cash", "bank_transfer", "operator"]
"""``operator``: of cards or wallets, who refunds by itself and owes us less."""

MOST_CONTRIBUTORS = 500
MOST_FOUND_AT_ONCE = 200


def _decimal_field(whole: int, places: int, example: str) -> fields.String:
    """A decimal number as text: a binary fraction would not hold it."""
    return fields.String(
        required=True,
        validate=validate.Regexp(
            rf"^(0|[1-9][0-9]{{0,{whole - 1}}})(\.[0-9]{{1,{places}}})?{END}",
            error=f"Viết số bằng chữ số, dấu thập phân là dấu chấm, ví dụ {example}.",
        ),
    )


class DonorFacts(Command):
    """Who gives, beside the name.  ``country``: ISO 3166, where the donor is at home."""

    kind = choice_field(DONOR_KINDS, load_default=None, allow_none=True)
    country = fields.String(
        load_default="VN", validate=validate.Regexp(rf"^[A-Z]{{2}}{END}", error="Mã nước gồm 2 chữ in, ví dụ VN.")
    )
    minor = fields.Boolean(load_default=False)
    consent_basis = choice_field(CONSENT_BASES, load_default=None, allow_none=True)


class ForeignMoney(Command):
    """What was given in another currency (ISO 4217), and the rate in đồng that it was taken at."""

    currency = fields.String(
        required=True, validate=validate.Regexp(rf"^[A-Z]{{3}}{END}", error="Mã tiền gồm 3 chữ in, ví dụ USD.")
    )
    amount = _decimal_field(15, 4, "1250.50")
    rate = _decimal_field(9, 8, "25115.5")
    rate_source = Text(required=True, longest=120)
    rate_on = LocalDay(required=True)


class RecordDonation(Command):
    """A gift received in hand: cash at the desk, card or wallet.  ``amount_vnd`` is what it is worth in đồng, also of
    foreign money."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    amount_vnd = Vnd(required=True)
    channel = choice_field(GIFT_CHANNELS, required=True)
    received_on = LocalDay(required=True)
    donor_name = Text(longest=120, load_default="", shortest=0)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    note = Text(longest=500, load_default="", shortest=0)
    pledge_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    # Two fields and not eight: what a gift does not have costs the busiest command nothing.
    donor = fields.Nested(DonorFacts, load_default=None, allow_none=True)
    foreign = fields.Nested(ForeignMoney, load_default=None, allow_none=True)


class DonationInBatch(Command):
    """One donation of a micro-batch, with the context of the request it came in."""

    donation = fields.Dict(required=True)
    actor = fields.String(required=True)
    idempotency_key = fields.String(required=True)
    correlation_id = fields.String(required=True)


class RecordDonations(Command):
    """A micro-batch made by the gateway from concurrent requests; each entry is answered on its own."""

    entries = fields.List(fields.Nested(DonationInBatch), required=True, validate=validate.Length(1, 500))


class OfDonation(Command):
    """About a gift that is booked."""

    donation_id = fields.String(required=True, validate=validate.Length(max=120))


class FindGifts(Command):
    """A page of the gifts of a campaign, the newest first, by words of the donor's name in any order, with or without
    diacritics, or by a receipt's number (``123``, ``0000123/2024-H``).  ``units``: these alone (None: all)."""

    campaign = code_field(required=True)
    units = fields.List(unit_field(), load_default=None, allow_none=True, validate=validate.Length(max=20_000))
    text = Text(longest=120, required=True)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_FOUND_AT_ONCE))


class CorrectDonation(OfDonation):
    """A gift was booked wrongly: its entry is reversed, and it is booked anew with what is given here."""

    cause = Text(required=True, longest=500, shortest=5)
    campaign = code_field()
    unit = unit_field()
    amount_vnd = Vnd()
    channel = choice_field(GIFT_CHANNELS)
    received_on = LocalDay()
    donor_name = Text(longest=120, shortest=0)
    note = Text(longest=500, shortest=0)
    pledge_id = fields.String(allow_none=True, validate=validate.Length(max=40))
    foreign = fields.Nested(ForeignMoney, allow_none=True)


class RefundDonation(OfDonation):
    """Money of a gift goes back to whoever gave it, in whole or in part."""

    amount_vnd = Vnd(required=True)
    refunded_on = LocalDay(required=True)
    way = choice_field(REFUND_WAYS, required=True)
    cause = Text(required=True, longest=500, shortest=5)


class SettleRefund(Command):
    """The bank debit (its journal entry) that a refund by transfer went out with."""

    refund_id = fields.String(required=True, validate=validate.Length(max=160))
    bank_debit_entry_id = fields.String(required=True, validate=validate.Length(max=160))


class ChangeDonorConsent(OfDonation):
    """The donor says anew how the name may be shown."""

    name_display = choice_field(NAME_DISPLAYS, required=True)
    consent_basis = choice_field(CONSENT_BASES, required=True)
    minor = fields.Boolean(load_default=None, allow_none=True)


class ContributorShare(Command):
    """One of the people of a collection, and what he or she gave of it."""

    name = Text(required=True, longest=120)
    amount_vnd = Vnd(required=True)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    minor = fields.Boolean(load_default=False)
    consent_basis = choice_field(CONSENT_BASES, load_default=None, allow_none=True)


class ListContributors(OfDonation):
    """The people of a collection that was given as one gift; together they gave it or a part of it.  An empty
    list takes back the one before."""

    people = fields.List(
        fields.Nested(ContributorShare), required=True, validate=validate.Length(0, MOST_CONTRIBUTORS)
    )
