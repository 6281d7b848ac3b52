"""Every collection of the events service."""

from services.events.activities.documents import Activity
from services.events.allotments.documents import Allotment
from services.events.announcing.documents import Announcement
from services.events.check_in.documents import DOCUMENTS as CHECK_IN
from services.events.costs.documents import Cost
from services.events.delegations.documents import Delegation
from services.events.golf.documents import DOCUMENTS as GOLF
from services.events.golf_scoring.documents import DOCUMENTS as GOLF_SCORING
from services.events.guests.documents import DOCUMENTS as GUESTS
from services.events.invitations.documents import Invitation
from services.events.open_registration.documents import DOCUMENTS as OPEN_REGISTRATION
from services.events.opinions.documents import AskerLook, Opinion
from services.events.outcomes.documents import Outcome
from services.events.outreach.documents import Outreach
from services.events.registration.documents import Group, Registration
from services.events.run_sheet.documents import CueRecord, RunSheet

_HELD = [Announcement, Delegation, Outcome, Cost]
"""What is told of activities before and after they take place."""

DOCUMENTS = [
    Activity, Registration, Group, Allotment, Invitation, Outreach, Opinion, AskerLook, RunSheet, CueRecord, *GOLF,
    *GOLF_SCORING, *GUESTS, *_HELD, *CHECK_IN, *OPEN_REGISTRATION,
]
