"""What is known of a guest, and what follows from it: who is hidden, who looks like somebody else, what is searched."""

from __future__ import annotations

from typing import Any

from runtime.text import fold
from services.events.activities.documents import Activity
from services.events.activities.rules import with_everything_inside
from services.events.guests.documents import GuestRules
from services.events.guests.rules import DEFAULT_BASIS, DEFAULT_KEEP_DAYS, contacts_of, is_beneficiary
from services.events.registration.documents import Registration
from services.events.registration.rules import homonym_key

Json = dict[str, Any]

TOLD = (
    "guest_name", "organisation", "commune", "phone", "email", "kind", "needs", "needs_note", "photo_consent",
    "publication_consent",
)
"""What can be told, and corrected, of a guest."""


def rules_of(activity: Activity) -> Json:
    """What the activity says about its guests, or the defaults."""
    said = GuestRules.objects(activity=activity.code).first()
    return {
        "activity": activity.code, "campaign": activity.campaign, "unit": activity.unit,
        "keep_days": said.keep_days if said else DEFAULT_KEEP_DAYS,
        "basis": said.basis if said else DEFAULT_BASIS,
        "beneficiary_quotas": list(said.beneficiary_quotas) if said and said.names_quotas else None,
        "hidden_quotas": _hidden_quotas(activity, said),
    }


def describe(registration: Registration, told: Json, hidden_quotas: list[str]) -> None:
    """Bring a registration to what is told of its guest, and what follows from that; the rest stays."""
    for name in TOLD:
        if name in told:
            setattr(registration, name, told[name])
    derive(registration, hidden_quotas)


def derive(registration: Registration, hidden_quotas: list[str]) -> None:
    """Reckon anew what follows from the guest's details."""
    name, commune, organisation = (
        registration.guest_name, registration.commune or "", registration.organisation or ""
    )
    # Name and commune; the organisation where no commune is known, as with officials.
    registration.homonym_key = homonym_key(name, commune, "" if commune else organisation)
    registration.contacts = contacts_of(registration.phone or "", registration.email or "")
    registration.folded = fold(f"{name} {organisation} {commune} {registration.code}")
    registration.beneficiary = is_beneficiary(registration.kind, registration.quota, hidden_quotas)


def _hidden_quotas(activity: Activity, said: GuestRules | None) -> list[str]:
    parts = [part.as_rule() for part in activity.quotas]
    named = said.beneficiary_quotas if said and said.names_quotas else [q.code for q in parts if q.guaranteed]
    return sorted({inner for quota in named for inner in with_everything_inside(quota, parts)})
