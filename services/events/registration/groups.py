"""Delegations: admitted whole or not at all, named now or later, cancelled one by one or all at once."""

from __future__ import annotations

import uuid
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.activities.commands import find_activity
from services.events.guests.details import describe
from services.events.guests.rules import check_assisted
from services.events.registration import waiting_list
from services.events.registration.commands import homonyms, with_guests
from services.events.registration.documents import Group, Registration
from services.events.registration.opening import at_desk
from services.events.registration.rules import (
    BY_REQUEST,
    CANCELLED,
    UnknownGroup,
    check_chosen,
    check_members,
    check_unnamed,
)
from services.events.registration.waiting_rules import Wish, all_quotas

Json = dict[str, Any]
NOBODY_YET: Json = {"guest_name": "", "assisted": False, "assisted_reason": None}


@with_guests("members")
@once
def register_group(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take places for a whole group, or have it wait as a whole.

    Members without a name are named later.  Raises UnknownActivity, QuotaFull, MoreNamesThanPlaces and what
    ``Desk.check_quotas`` raises."""
    check_members(command["size"], len(command["members"]))
    for member in command["members"]:
        check_assisted(member["assisted"], member["assisted_reason"])
    with at_desk(uow, command["activity"]) as desk:
        quota, also = command["quota"], sorted(set(command["also"]))
        desk.check_quotas(quota, also)
        wish = Wish(all_quotas(quota, also), command["size"])
        gets = desk.enter(wish, may_wait=command["may_wait"])
        group = Group(
            group_id=uuid.uuid4().hex, activity=desk.activity.code, campaign=desk.activity.campaign,
            unit=desk.activity.unit, quota=quota, also=also, name=command["name"], size=wish.size,
            registered_at=uow.now, registered_by=context.actor,
        )
        desk.expect(wish.size)
        unnamed = [NOBODY_YET] * (wish.size - len(command["members"]))
        members = [
            desk.add(
                {**member, "organisation": command["name"]}, context.actor, quota=quota, also=also, wish=wish.key,
                party=group.group_id, group_id=group.group_id, **gets,
            )
            for member in [*command["members"], *unnamed]
        ]
        group.save(force_insert=True)
    return _shown(group, members)


@with_guests("members")
@once
def name_members(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Name members of a group who have had no name yet, in their order.

    Raises UnknownGroup and NoMoreToName."""
    group = find_group(command["group_id"])
    with at_desk(uow, group.activity) as desk:
        members = desk.find({"group_id": group.group_id})
        unnamed = [one for one in members if not one.guest_name and one.status != CANCELLED]
        check_unnamed(len(unnamed), len(command["members"]))
        for registration, member in zip(unnamed, command["members"], strict=False):
            check_assisted(member["assisted"], member["assisted_reason"])
            describe(registration, member, desk.hidden_quotas)
            desk.change(registration, assisted=member["assisted"], assisted_reason=member["assisted_reason"])
    return _shown(group, members)


@with_guests("members")
@once
def cancel_group(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Cancel a whole group, or those of its members who are named by id; their places are free at once.

    Whoever is cancelled already stays so.  Raises UnknownGroup and UnknownRegistration."""
    group = find_group(command["group_id"])
    with at_desk(uow, group.activity) as desk:
        members = desk.find({"group_id": group.group_id})
        wanted = check_chosen([one.registration_id for one in members], command["registration_ids"])
        leaving = [one for one in members if one.registration_id in wanted and one.status != CANCELLED]
        staying = [one for one in members if one not in leaving and one.status != CANCELLED]
        if leaving and not staying:
            desk.end_party(leaving, BY_REQUEST, command["reason"])
        else:
            for one in leaving:
                desk.end(one, BY_REQUEST, command["reason"])
        waiting_list.move_up(desk)
        members = desk.find({"group_id": group.group_id})
    return _shown(group, members)


def get_group(group_id: str) -> Json:
    """The group with its members.  Raises UnknownGroup."""
    members = list(Registration.objects(group_id=group_id).order_by("number"))
    shown = _shown(find_group(group_id), members)
    return {**shown, "members": [{**row, **one.person()} for row, one in zip(shown["members"], members, strict=True)]}


def list_groups(_uow: UnitOfWork, command: Json) -> Json:
    """A page of an activity's groups, without their members.  ``more``: there are others beyond it.

    Raises UnknownActivity."""
    activity = find_activity(command["activity"])
    newest = Group.objects(activity=activity.code).order_by("-registered_at", "group_id").skip(command["skip"])
    found = list(newest.limit(command["limit"] + 1))
    page = found[: command["limit"]]
    members: dict[str, list[Registration]] = {one.group_id: [] for one in page}
    for member in Registration.objects(group_id__in=list(members)).order_by("number"):
        members[member.group_id].append(member)
    return {
        "activity": activity.code, "groups": [_told(one, members[one.group_id]) for one in page],
        "more": len(found) > len(page),
    }


def find_group(group_id: str) -> Group:
    """Raises UnknownGroup."""
    group = Group.objects(group_id=group_id).first()
    if group is None:
        raise UnknownGroup("Không có đoàn nào mang mã này.", field="group_id", remedy="Xem lại mã của đoàn.")
    return group


def activity_of_group(group_id: str) -> str:
    """Code of the activity that a group is registered for.  Raises UnknownGroup."""
    return str(find_group(group_id).activity)


def _shown(group: Group, members: list[Registration]) -> Json:
    """The group with its members, but for who they are."""
    alike = homonyms([one for one in members if one.status != CANCELLED])
    return {
        **_told(group, members),
        "members": [{**one.remembered(), "homonyms": alike.get(one.registration_id, [])} for one in members],
    }


def _told(group: Group, members: list[Registration]) -> Json:
    living = [one for one in members if one.status != CANCELLED]
    return {
        **group.to_wire(),
        "status": living[0].status if living else CANCELLED,
        "waiting_number": living[0].waiting_number if living else None,
        "living": len(living), "named": sum(bool(one.guest_name) for one in living),
    }
