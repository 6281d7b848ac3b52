"""The guests of an activity, page by page; every look at names is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from runtime.text import fold
from services.events.activities.commands import find_activity
from services.events.activities.rules import with_everything_inside
from services.events.guests.documents import GuestLook
from services.events.registration.commands import find_registration, known_quota
from services.events.registration.documents import Registration
from services.events.registration.rules import CANCELLED

Json = dict[str, Any]


def list_registrations(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """One page of an activity's registrations in the order in which they were made; the look is kept.

    A quota stands for itself and all quotas within it, one across the others for whoever takes from it too.
    Beneficiaries are shown by initials unless ``purpose`` says
    why not.  ``next_after`` is the ``after`` of the next page, None on the last.
    Raises :class:`UnknownActivity` or :class:`UnknownQuota`.
    """
    activity = find_activity(command["activity"])
    wanted = Registration.objects(activity=activity.code, number__gt=command["after"])
    if command["quota"] is not None:
        quota = known_quota(activity.plan(), activity, command["quota"], "quota")
        quotas = [part.as_rule() for part in activity.quotas]
        inside = with_everything_inside(quota, quotas)
        across = any(one.across for one in quotas if one.code == quota)
        wanted = wanted.filter(**{"also__in" if across else "quota__in": inside})
    if command["status"] is not None:
        wanted = wanted.filter(status=command["status"])
    if command["text"]:
        wanted = wanted.filter(folded=re.compile(re.escape(fold(command["text"]))))
        if command["purpose"] is None:
            # Who is hidden is not to be found out by trying names either.
            wanted = wanted.filter(beneficiary=False)
    if command["need"]:
        wanted = wanted.filter(needs=command["need"])
    if command["without_email"]:
        wanted = wanted.filter(email__in=("", None))
    if command["publishable"]:
        wanted = wanted.filter(publication_consent=True)
    if command["photographable"]:
        wanted = wanted.filter(photo_consent=True)
    if command["assisted"]:
        wanted = wanted.filter(assisted=True)
    found = list(wanted.order_by("number").limit(command["limit"] + 1))
    page = found[: command["limit"]]
    keep_look(uow, context, activity.code, command["what"], command["purpose"], page)
    whole = command["purpose"] is not None
    return {
        "activity": activity.code,
        "registrations": [one.to_wire(whole=whole) for one in page],
        "next_after": page[-1].number if len(found) > len(page) else None,
    }


def look_at_guest(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """All of one guest; the look is kept.  Raises :class:`UnknownRegistration`."""
    found = find_registration(command["registration_id"], "registration_id")
    keep_look(uow, context, found.activity, "một khách", command["purpose"], [found])
    return found.to_wire(whole=True)


def keep_look(
    uow: UnitOfWork, context: CommandContext, activity: str, what: str, purpose: str | None,
    shown: Sequence[Registration],
) -> None:
    """Write down that these guests were seen; in the transaction that shows them, or nothing is shown."""
    if shown:
        GuestLook(
            activity=activity, looked_by=context.actor, looked_at=uow.now, what=what, purpose=purpose or "",
            registration_ids=[one.registration_id for one in shown],
        ).save()


def list_guest_looks(_uow: UnitOfWork, command: Json) -> Json:
    """A page of looks, newest first; of each how many guests were seen.  Raises :class:`UnknownActivity`."""
    activity = find_activity(command["activity"])
    looks = GuestLook.objects(activity=activity.code)
    if command["before"]:
        looks = looks.filter(id__lt=ObjectId(command["before"]))
    page = list(looks.order_by("-id").limit(command["limit"] + 1))
    shown = page[: command["limit"]]
    return {
        "looks": [
            {
                "look_id": str(one.id), "activity": one.activity, "looked_by": one.looked_by,
                "looked_at": wire_instant(one.looked_at), "what": one.what, "purpose": one.purpose or "",
                "guests": len(one.registration_ids) + len(one.invitation_ids),
                "registration_ids": list(one.registration_ids), "invitation_ids": list(one.invitation_ids),
            }
            for one in shown
        ],
        "next": str(shown[-1].id) if len(page) > command["limit"] else None,
    }


def get_guest_needs(code: str) -> Json:
    """How many living guests need what and consent to what; no names.  Raises :class:`UnknownActivity`."""
    activity = find_activity(code, field="id")
    counts: Json = {"transport": 0, "interpreter": 0, "diet": 0}
    living = Registration.objects(activity=activity.code, status__ne=CANCELLED)
    for need in counts:
        counts[need] = living.filter(needs=need).count()
    return {
        "activity": activity.code, "campaign": activity.campaign, "unit": activity.unit, **counts,
        "guests": living.count(), "assisted": living.filter(assisted=True).count(),
        "photo_consent": living.filter(photo_consent=True).count(),
        "publication_consent": living.filter(publication_consent=True).count(),
    }
