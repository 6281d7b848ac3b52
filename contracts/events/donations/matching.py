"""Events about whose gift a bank line is."""

from marshmallow import fields

from contracts.events import EventData, entries, event
from contracts.events.donations.intake import DonationRow


class MatchedDonationRow(DonationRow):
    """A gift by bank transfer as it now stands.  ``match_state``: matched_by_code, confirmed (a person confirmed the
    suggested pledge), attributed (by hand), suggested, or unmatched: then it is in the general pool.

    ``donor_name`` is the donor that somebody attributed, as far as the donor consents; never what a memo claims."""

    match_state = fields.String(required=True)


@event("donations.donations_matched.v1")
class DonationsMatchedV1(EventData):
    """Gifts by bank transfer for which a pledge was suggested, or whose donor was decided or undone.  No amount
    changes."""

    entries = entries(MatchedDonationRow)
