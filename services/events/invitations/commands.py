"""Inviting, taking answers, reminding, withdrawing; the lists of all that."""

from __future__ import annotations

import datetime as dt
import functools
import re
import uuid
from typing import Any

from contracts.commands.events.registration import RegisterGuest
from messaging.context import CommandContext
from messaging.idempotency import Work, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from runtime.text import fold
from services.events.activities.commands import find_activity
from services.events.activities.rules import with_everything_inside
from services.events.guests.commands import check_remembered
from services.events.guests.details import describe, rules_of
from services.events.guests.documents import GuestLook
from services.events.invitations import rules
from services.events.invitations.documents import Invitation
from services.events.registration.commands import enter_guest, known_quota, take_back
from services.events.registration.documents import Registration
from services.events.registration.offers import take_offered
from services.events.registration.rules import CANCELLED, OFFERED

Json = dict[str, Any]

MOST_REMINDERS = 20
"""Kept of one invitation; older ones make room."""

_as_registered = RegisterGuest()


def with_invitee(work: Work) -> Work:
    """Add to a command's answer who was invited and who comes, as kept now: ``once`` must remember no names."""

    @functools.wraps(work)
    def run(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
        made = work(uow, command, context)
        return {**made, **find_invitation(made["invitation_id"]).person()}

    return run


@with_invitee
@once
def invite(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Invite an office; it holds no place until it answers.

    ``known``, of a row of a list: it had been invited before.  Raises :class:`UnknownActivity`,
    :class:`UnknownQuota`."""
    activity = find_activity(command["activity"])
    known_quota(activity.plan(), activity, command["quota"], "quota")
    found = None
    if command["row_key"]:
        found = Invitation.objects(activity=activity.code, row_key=command["row_key"]).first()
    invitation = found or Invitation(
        invitation_id=uuid.uuid4().hex, version=0, number=_next_number(activity.code), campaign=activity.campaign,
        unit=activity.unit, status=rules.SENT, invited_on=local_day(uow.now).isoformat(), invited_by=context.actor,
        folded=fold(f"{command['office']} {command['title']} {command['guest_name']}"),
        **{**command, "reply_by_on": command["reply_by_on"].isoformat()},
    )
    if found is None:
        _advance(uow, invitation)
    return {**invitation.remembered(), **({"known": found is not None} if command["row_key"] else {})}


@with_invitee
@once
def answer_invitation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take an answer; until the last day it may be changed, and the same again leaves everything as it was.

    Who comes takes a place of the quota, or waits for one; the place that is kept for somebody who waited is theirs by
    saying again that they come; a substitute takes over the place, but neither needs nor consent, of whoever was to
    come; a no frees it at once.
    Raises :class:`InvitationNotFound`, :class:`GuestForgotten`, what ``rules.check_answer`` raises,
    :class:`QuotaFull` and :class:`OfferExpired`."""
    invitation = find_invitation(command["invitation_id"])
    check_remembered(invitation.forgotten_on, "invitation_id")
    answer, comes = command["answer"], command["guest_name"]
    rules.check_answer(
        invitation.status, answer, command["manner"], today=local_day(uow.now),
        reply_by_on=dt.date.fromisoformat(invitation.reply_by_on), comes=comes, invited=invitation.guest_name or "",
    )
    if answer == rules.NO:
        comes, title = "", ""
        _free_place(uow, invitation, "Khách báo không dự")
    else:
        if answer == rules.YES and invitation.guest_name:
            command = {**command, **_invited(invitation, command)}
        comes, title = command["guest_name"], command["title"]
        invitation.registration_id = _give_place(uow, invitation, command, context.actor or rules.LINK)
    invitation.status, invitation.comes_name, invitation.comes_title = answer, comes, title
    invitation.answered_at, invitation.answered_on = uow.now, local_day(uow.now).isoformat()
    invitation.answered_by, invitation.manner = context.actor or rules.LINK, command["manner"]
    _advance(uow, invitation)
    return invitation.remembered()


@with_invitee
@once
def withdraw_invitation(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Take it back, and the place with it.  Again, it changes nothing.  Raises :class:`InvitationNotFound`."""
    invitation = find_invitation(command["invitation_id"])
    if invitation.status != rules.WITHDRAWN:
        _free_place(uow, invitation, "Rút thư mời")
        invitation.status, invitation.withdrawn_reason = rules.WITHDRAWN, command["reason"]
        _advance(uow, invitation)
    return invitation.remembered()


@once
def remind_invitees(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write down that these were reminded; who has answered meanwhile is left out.  Raises UnknownActivity."""
    activity = find_activity(command["activity"])
    waited_for = Invitation.objects(
        activity=activity.code, status=rules.SENT, invitation_id__in=command["invitation_ids"]
    )
    reminder = {"at": wire_instant(uow.now), "by": context.actor, "manner": command["manner"]}
    reminded = waited_for.update(
        __raw__={"$push": {"reminders": {"$each": [reminder], "$slice": -MOST_REMINDERS}}}
    )
    return {"activity": activity.code, "reminded": reminded}


def get_invitation(invitation_id: str) -> Json:
    """The invitation with its activity, as whoever holds the letter sees it.  Raises :class:`InvitationNotFound`."""
    invitation = find_invitation(invitation_id, "id")
    activity = find_activity(invitation.activity)
    registration = Registration.objects(registration_id=invitation.registration_id).first()
    comes = registration is not None and registration.status != CANCELLED
    return {
        **invitation.to_wire(),
        "activity_name": activity.name, "activity_version": activity.version, "place": activity.place or "",
        "starts_on": activity.starts_on, "ends_on": activity.ends_on, "kind": activity.kind,
        "registration_status": registration.status if comes else None,
        "waiting_number": registration.waiting_number if comes else None, "code": registration.code if comes else "",
        "offered_until": wire_instant(registration.offered_until) if comes and registration.offered_until else None,
    }


def list_invitations(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """One page of an activity's invitations; the look is kept.  Raises :class:`UnknownActivity`, UnknownQuota."""
    activity = find_activity(command["activity"])
    wanted = Invitation.objects(activity=activity.code, number__gt=command["after"])
    if command["quota"] is not None:
        quota = known_quota(activity.plan(), activity, command["quota"], "quota")
        wanted = wanted.filter(quota__in=with_everything_inside(quota, [part.as_rule() for part in activity.quotas]))
    if command["status"] is not None:
        wanted = wanted.filter(status=command["status"])
    if command["without_email"]:
        wanted = wanted.filter(email__in=("", None))
    if command["text"]:
        wanted = wanted.filter(folded=re.compile(re.escape(fold(command["text"]))))
    found = list(wanted.order_by("number").limit(command["limit"] + 1))
    page = found[: command["limit"]]
    if page:
        GuestLook(
            activity=activity.code, looked_by=context.actor, looked_at=uow.now, what=command["what"], purpose="",
            invitation_ids=[one.invitation_id for one in page],
        ).save()
    return {
        "activity": activity.code,
        "invitations": [one.to_wire() for one in page],
        "next_after": page[-1].number if len(found) > len(page) else None,
    }


def find_invitation(invitation_id: str, field: str = "invitation_id") -> Invitation:
    """The invitation of this id.  Raises :class:`InvitationNotFound`."""
    invitation: Invitation | None = Invitation.objects(invitation_id=invitation_id).first()
    if invitation is None:
        raise rules.InvitationNotFound(field)
    return invitation


def activity_of(invitation_id: str) -> str:
    """Code of the activity that it invites to.  Raises :class:`InvitationNotFound`."""
    return str(find_invitation(invitation_id).activity)


def _invited(invitation: Invitation, command: Json) -> Json:
    """Who was invited by name and comes; a name told for somebody else before does not count."""
    return {
        "guest_name": invitation.guest_name, "title": invitation.title or "",
        **{name: command[name] or getattr(invitation, name) or "" for name in ("phone", "email")},
    }


def _give_place(uow: UnitOfWork, invitation: Invitation, told: Json, actor: str) -> str:
    details = {
        name: told[name]
        for name in ("guest_name", "phone", "email", "needs", "needs_note", "photo_consent", "publication_consent")
    } | {"organisation": invitation.office}
    registration = _living(invitation)
    if registration is None:
        command = _as_registered.load({"activity": invitation.activity, "quota": invitation.quota, **details})
        return str(enter_guest(uow, command, actor).registration_id)
    if details["guest_name"] != registration.guest_name:
        details |= {"commune": "", "kind": "guest"}
    describe(registration, details, rules_of(find_activity(invitation.activity))["hidden_quotas"])
    registration.changed_at = uow.now
    registration.save()
    if registration.status == OFFERED:
        take_offered(uow, registration)
    return str(registration.registration_id)


def _free_place(uow: UnitOfWork, invitation: Invitation, reason: str) -> None:
    registration = _living(invitation)
    if registration is not None:
        take_back(uow, registration, reason)
    invitation.registration_id = None


def _living(invitation: Invitation) -> Registration | None:
    if invitation.registration_id is None:
        return None
    found: Registration | None = Registration.objects(
        registration_id=invitation.registration_id, status__ne=CANCELLED
    ).first()
    return found


def _next_number(activity: str) -> int:
    last = Invitation.objects(activity=activity).order_by("-number").only("number").first()
    return int(last.number) + 1 if last else 1


def _advance(uow: UnitOfWork, invitation: Invitation) -> None:
    invitation.version += 1
    invitation.save(force_insert=invitation.version == 1)
    uow.publish(
        type="events.invitations_changed.v1", subject=invitation.activity, data={"entries": [invitation.to_row()]}
    )
