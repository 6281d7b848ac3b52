"""Why not me?  What a waiting guest or group still waits for."""

from __future__ import annotations

from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.events.activities.finding import find_activity
from services.events.registration.commands import find_registration
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.opening import settled
from services.events.registration.rules import OFFERED, WAITING
from services.events.registration.waiting_rules import POLICY_IN_WORDS, STRICT, Wish, kept_back, lacking

Json = dict[str, Any]
MOST_WISHES = 500


def explain_waiting(uow: UnitOfWork, command: Json) -> Json:
    """How many stand before a waiting guest (or their group), what is full, what would have to be free, and by which
    policy places are given out.  Of others it tells numbers only.  Raises UnknownRegistration."""
    registration = find_registration(command["id"], "id")
    activity = settled(uow, find_activity(registration.activity))
    registration.reload()
    desk = Desk(uow, activity)
    told = {
        "registration_id": registration.registration_id, "group_id": registration.group_id,
        "activity": activity.code, "unit": activity.unit, "status": registration.status,
        "policy": activity.waiting_policy, "policy_in_words": POLICY_IN_WORDS[activity.waiting_policy],
        "waiting_number": registration.waiting_number,
    }
    if registration.status != WAITING:
        answer = [_NOT_WAITING.get(registration.status, "Đăng ký này đã hủy.")]
        return {**told, "places_wanted": 0, "parties_before": 0, "guests_before": 0, "short": [], "answer": answer}
    return {**told, **_what_is_missing(desk, registration)}


_NOT_WAITING = {
    "confirmed": "Đã có chỗ, không phải chờ.",
    OFFERED: "Đang được giữ chỗ: nhận lời trước khi hết hạn giữ chỗ.",
}


def _what_is_missing(desk: Desk, registration: Registration) -> Json:
    plan, left, policy = desk.plan, desk.counters.left, desk.activity.waiting_policy
    wish, before = Wish.read(registration.wish), _before(desk, registration)
    kept = kept_back(plan, policy, left, before)
    lacks = lacking(plan, left, wish)
    short = [
        {
            "quota": pool, "name": plan.names[pool], "places": plan.sizes[pool], "left": max(left[pool], 0),
            "wanted": wish.size, "missing": max(wish.size - left[pool], 0), "kept_for_those_before": pool in kept,
        }
        for pool in plan.pools_of(wish.takes_from)
        if pool in lacks or pool in kept
    ]
    parties, guests = sum(before.values()), sum(wish.size * n for wish, n in before.items())
    return {
        "places_wanted": wish.size, "parties_before": parties, "guests_before": guests, "short": short,
        "answer": _in_words(policy, wish, parties, guests, short),
    }


def _before(desk: Desk, registration: Registration) -> dict[Wish, int]:
    """Parties that are looked at before this one, by wish, of those that want something of what it wants."""
    mine = Wish.read(registration.wish)
    pools = set(desk.plan.pools_of(mine.takes_from))
    found: dict[Wish, int] = {}
    for wish in desk.counters.wishes()[:MOST_WISHES]:
        if pools.isdisjoint(desk.plan.pools_of(wish.takes_from)):
            continue
        wanted: Json = {"activity": desk.activity.code, "status": WAITING, "wish": wish.key}
        if desk.activity.waiting_policy == STRICT or wish.size == mine.size:
            wanted["waiting_number__lt"] = registration.waiting_number
        elif wish.size < mine.size:
            continue
        members = Registration.objects(**wanted).count()
        if members:
            found[wish] = members // wish.size
    return found


def _in_words(policy: str, wish: Wish, parties: int, guests: int, short: list[Json]) -> list[str]:
    who = "Đoàn" if wish.size > 1 else "Khách"
    lines = [
        f"Có {parties} lượt chờ ({guests} người) xếp trước cho những chỗ này." if parties
        else f"{who} này đứng đầu hàng chờ."
    ]
    for pool in short:
        if pool["missing"]:
            lines.append(
                f"“{pool['name']}” có {pool['places']} chỗ, còn {pool['left']}; cần {pool['wanted']}, "
                f"phải trống thêm {pool['missing']} chỗ."
            )
        if pool["kept_for_those_before"]:
            lines.append(f"Chỗ còn lại của “{pool['name']}” được giữ cho đoàn chờ trước.")
    return [*lines, POLICY_IN_WORDS[policy]]
