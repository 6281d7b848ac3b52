"""Every collection of the events service."""

from services.events.activities.documents import Activity
from services.events.outreach.documents import Outreach
from services.events.registration.documents import Registration

DOCUMENTS = [Activity, Registration, Outreach]
