"""Commands about what is promised to the Fund at a golf tournament: sponsorships, mulligans, an auction."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.intake import DONOR_KINDS, NAME_DISPLAYS
from contracts.commands.events.golf import OfGolfPlayer, OfTournament, page_number_field
from contracts.fields import END, LocalDay, Text, Vnd, WholeNumber, choice_field, code_field

HOLES = validate.Length(max=18)


def phone_field() -> fields.String:
    """A telephone number, or nothing."""
    shape = validate.Regexp(rf"^(\+?[0-9][0-9 .]{{6,16}})?{END}", error="Số điện thoại chỉ gồm chữ số.")
    return fields.String(load_default="", validate=shape)


class AddGolfSponsor(OfTournament):
    """Somebody takes a package, at its price, or sponsors holes: at ``amount_vnd`` for all, or at the tournament's
    price for each.  The holes of a package may be named later."""

    sponsor_name = Text(required=True, longest=120)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    donor_kind = choice_field(DONOR_KINDS, load_default="enterprise")
    phone = phone_field()
    package = code_field(load_default=None, allow_none=True)
    holes = fields.List(WholeNumber(lowest=1, highest=18), load_default=list, validate=HOLES)
    amount_vnd = Vnd(load_default=None, allow_none=True)
    promised_on = LocalDay(load_default=None, allow_none=True)


class OfGolfSponsor(Command):
    """About a sponsor."""

    golf_sponsor_id = fields.String(required=True, validate=validate.Length(max=40))


class NameGolfHoles(OfGolfSponsor):
    """Which holes bear the sponsor's name."""

    holes = fields.List(WholeNumber(lowest=1, highest=18), required=True, validate=HOLES)


class ShowGolfSponsor(OfGolfSponsor):
    """The sponsor says anew how the name may be shown."""

    name_display = choice_field(NAME_DISPLAYS, required=True)


class WithdrawGolfSponsor(OfGolfSponsor):
    """A sponsor steps back: the holes are free, what is still owed is not expected."""

    reason = Text(required=True, longest=300)


class SellGolfMulligans(OfGolfPlayer):
    """A player takes mulligans."""

    count = WholeNumber(lowest=1, highest=18, required=True)
    promised_on = LocalDay(load_default=None, allow_none=True)


class WithdrawGolfMulligans(Command):
    """Mulligans that are not paid are taken back."""

    golf_promise_id = fields.String(required=True, validate=validate.Length(max=40))
    reason = Text(required=True, longest=300)


class AddGolfLot(OfTournament):
    """A lot of the auction: the first bid is ``opening_vnd`` at least, each further one ``increment_vnd`` more at
    least."""

    title = Text(required=True, longest=200)
    description = Text(longest=1000, load_default="", shortest=0)
    opening_vnd = Vnd(required=True)
    increment_vnd = Vnd(required=True)


class RegisterGolfBidder(OfTournament):
    """Somebody who bids, under the number that is answered (số thẻ đấu giá)."""

    bidder_name = Text(required=True, longest=120)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    donor_kind = choice_field(DONOR_KINDS, load_default="individual")
    phone = phone_field()


class ShowGolfBidder(OfTournament):
    """The bidder says anew how the name may be shown."""

    bidder = WholeNumber(lowest=1, highest=10**6, required=True)
    name_display = choice_field(NAME_DISPLAYS, required=True)


class OfGolfLot(Command):
    """About a lot."""

    golf_lot_id = fields.String(required=True, validate=validate.Length(max=40))


class PlaceGolfBid(OfGolfLot):
    """A bid."""

    bidder = WholeNumber(lowest=1, highest=10**6, required=True)
    amount_vnd = Vnd(required=True)


class CloseGolfLot(OfGolfLot):
    """No further bids: the highest one wins, and is promised to the Fund."""


class WithdrawGolfBids(OfGolfLot):
    """A bidder steps back from a lot; if it was the winner's, the next bidder takes over.  ``amount_vnd``: only the bid
    of this amount, which was written down wrongly; what else the bidder bid stands."""

    bidder = WholeNumber(lowest=1, highest=10**6, required=True)
    amount_vnd = Vnd(load_default=None, allow_none=True)
    reason = Text(required=True, longest=300)


class ListGolfSponsors(OfTournament):
    """All sponsors with names, the newest first, what each promised and what has come of it; who looked is kept."""


class ListGolfBidders(OfTournament):
    """A page of bidders with names, in the order of their numbers; who looked is kept."""

    after = page_number_field(lowest=0, highest=10**6, load_default=0)
    limit = page_number_field(lowest=1, highest=200, load_default=50)
