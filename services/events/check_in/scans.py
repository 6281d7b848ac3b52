"""Recording scans, however late, often and out of order they come, and taking one back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pymongo import ReplaceOne

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.events.activities.commands import find_activity
from services.events.activities.documents import Activity
from services.events.check_in import rules
from services.events.check_in.documents import Arrival, ScanKept
from services.events.registration.documents import Registration

Json = dict[str, Any]


def record_scans(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Record scans and answer a receipt for each, in the order in which they were sent.

    Known again by their own ids for good, they may be sent as often as wanted; a receipt tells what is known now.
    Raises :class:`UnknownActivity`."""
    activity = find_activity(command["activity"])
    known = _known(activity.code, [told["scan_id"] for told in command["scans"]])
    codes = {told["scan_id"]: rules.code_in(told["code"]) for told in command["scans"]}
    guests = _guests(activity.code, {code for code in codes.values() if code})
    arrivals = _arrivals([guest.registration_id for guest in guests.values()])
    fresh: list[ScanKept] = []
    mended: list[ScanKept] = []
    receipts: list[tuple[str, str, ScanKept | None]] = []
    for told in command["scans"]:
        scan_id, code = told["scan_id"], codes[told["scan_id"]]
        kept = known.get(scan_id)
        if kept is not None and kept.code != code:
            receipts.append((scan_id, rules.ID_REUSED, None))
        elif kept is not None:
            if kept.shown is None and told["shown"] is not None:
                kept.shown = told["shown"]
                mended.append(kept)
            receipts.append((scan_id, "", kept))
        elif code is None:
            receipts.append((scan_id, rules.UNKNOWN, None))
        else:
            fresh.append(_new(uow, activity, command["device_id"], told, code, guests.get(code), context.actor))
            receipts.append((scan_id, "", fresh[-1]))
    touched = _merge(activity, guests, arrivals, fresh, mended)
    _write(uow, activity, fresh, mended, touched)
    by_code = {guest.code: guest for guest in guests.values()}
    return {
        "activity": activity.code,
        "receipts": [
            _receipt(activity, kept, by_code.get(kept.code), arrivals) if kept else _blank(scan_id, said)
            for scan_id, said, kept in receipts
        ],
    }


@once
def undo_scan(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a scan back: the guest came by the next one that counts, or not at all.

    Raises :class:`UnknownActivity`, :class:`UnknownScan` or :class:`ScanUndone`."""
    activity = find_activity(command["activity"])
    kept = _known(activity.code, [command["scan_id"]]).get(command["scan_id"])
    if kept is None:
        raise rules.UnknownScan(
            "Hoạt động này không có lượt quét nào mang mã đó.", field="scan_id",
            remedy="Lượt quét còn trong hàng đợi của máy thì đợi máy gửi xong rồi hủy.",
        )
    if kept.undone:
        raise rules.ScanUndone(
            "Lượt quét này đã hủy.", field="scan_id", remedy="Không cần làm gì thêm.", reason=kept.undone_reason
        )
    kept.undone, kept.undone_at, kept.undone_by = True, uow.now, context.actor
    kept.undone_reason = command["reason"]
    kept.save()
    guests = _guests(activity.code, {kept.code})
    arrivals = _arrivals([kept.registration_id] if kept.registration_id else [])
    arrival = arrivals.get(kept.registration_id)
    if arrival is not None:
        _reckon_anew(arrival)
        _save_and_tell(uow, activity, [arrival])
    return {"activity": activity.code, "receipt": _receipt(activity, kept, guests.get(kept.code), arrivals)}


def _merge(
    activity: Activity, guests: dict[str, Registration], arrivals: dict[str, Arrival],
    fresh: list[ScanKept], mended: list[ScanKept],
) -> list[Arrival]:
    """Bring arrivals and new scans to what they are together; ``arrivals`` gains those of guests who came now."""
    touched: dict[str, Arrival] = {}
    counting: defaultdict[str, list[ScanKept]] = defaultdict(list)
    for kept in fresh:
        if kept.as_rule().counts:
            counting[kept.registration_id].append(kept)
    for registration_id, scans in counting.items():
        arrival = arrivals.get(registration_id) or _arrival(activity, guests[scans[0].code])
        arrivals[registration_id] = touched[registration_id] = arrival
        _count_in(arrival, scans)
    for kept in fresh:
        kept.answered = rules.outcome(kept.as_rule(), _first(arrivals.get(kept.registration_id)))
    for kept in [*fresh, *mended]:
        claimed = rules.claims(kept.shown, kept.answered)
        counted = int(claimed) - int(kept.claimed)
        kept.claimed = claimed
        if counted and kept.as_rule().counts:
            arrival = touched.setdefault(kept.registration_id, arrivals[kept.registration_id])
            arrival.admitted += counted
    return list(touched.values())


def _count_in(arrival: Arrival, scans: list[ScanKept]) -> None:
    by_rule = {kept.as_rule(): kept for kept in scans}
    earliest = rules.first_of(by_rule)
    if earliest is None:
        return
    first = by_rule[earliest]
    if arrival.status != "arrived" or (first.at, first.scan_id) < (arrival.at, arrival.first_scan_id):
        _came_by(arrival, first)
    arrival.scans += len(scans)


def _came_by(arrival: Arrival, first: ScanKept) -> None:
    arrival.status, arrival.first_scan_id, arrival.at = "arrived", first.scan_id, first.at
    arrival.device_id, arrival.gate = first.device_id, first.gate or ""


def _reckon_anew(arrival: Arrival) -> None:
    """From all scans of the guest that still count; needed only when one is taken away."""
    counting = ScanKept.objects(
        activity=arrival.activity, code=arrival.code, standing=rules.ADMITTED, undone=False
    )
    first = counting.order_by("at", "scan_id").first()
    arrival.scans = counting.count()
    arrival.admitted = counting.filter(claimed=True).count()
    if first is None:
        arrival.status, arrival.gate = "undone", ""
    else:
        _came_by(arrival, first)


def _first(arrival: Arrival | None) -> rules.Scan | None:
    if arrival is None or arrival.status != "arrived":
        return None
    return rules.Scan(arrival.first_scan_id, arrival.at, rules.ADMITTED)


def _write(
    uow: UnitOfWork, activity: Activity, fresh: list[ScanKept], mended: list[ScanKept], touched: list[Arrival]
) -> None:
    if fresh:
        ScanKept.objects.insert(fresh, load_bulk=False)
    for kept in mended:
        kept.save()
    if touched:
        _save_and_tell(uow, activity, touched)


def _save_and_tell(uow: UnitOfWork, activity: Activity, arrivals: list[Arrival]) -> None:
    writes = []
    for arrival in arrivals:
        arrival.version += 1
        writes.append(ReplaceOne({"_id": arrival.registration_id}, arrival.to_mongo(), upsert=True))
    Arrival._get_collection().bulk_write(writes, ordered=False)
    rows = [_row(arrival) for arrival in arrivals]
    uow.publish("events.arrivals_changed.v1", subject=activity.code, data={"entries": rows})


def _new(
    uow: UnitOfWork, activity: Activity, device_id: str, told: Json, code: str, guest: Registration | None, actor: str
) -> ScanKept:
    # As MongoDB keeps it: the same scan must have the same place among the others before and after it is stored.
    scanned_at = told["scanned_at"].replace(microsecond=told["scanned_at"].microsecond // 1000 * 1000)
    at, clock_wrong = rules.believed(scanned_at, uow.now, guest.registered_at if guest else None)
    return ScanKept(
        key=f"{activity.code}:{told['scan_id']}", scan_id=told["scan_id"], activity=activity.code,
        device_id=device_id, code=code, registration_id=guest.registration_id if guest else None, gate=told["gate"],
        scanned_at=scanned_at, received_at=uow.now, recorded_by=actor, at=at, clock_wrong=clock_wrong,
        standing=rules.STANDINGS[guest.status] if guest else rules.UNKNOWN, shown=told["shown"],
    )


def _arrival(activity: Activity, guest: Registration) -> Arrival:
    return Arrival(
        registration_id=guest.registration_id, version=0, activity=activity.code, campaign=activity.campaign,
        unit=activity.unit, quota=guest.quota, code=guest.code, status="undone", scans=0, admitted=0,
    )


def _known(activity: str, scan_ids: list[str]) -> dict[str, ScanKept]:
    found = ScanKept.objects(key__in=[f"{activity}:{scan_id}" for scan_id in scan_ids])
    return {kept.scan_id: kept for kept in found}


def _guests(activity: str, codes: Iterable[str]) -> dict[str, Registration]:
    return {guest.code: guest for guest in Registration.objects(activity=activity, code__in=sorted(codes))}


def _arrivals(registration_ids: list[str]) -> dict[str, Arrival]:
    return {one.registration_id: one for one in Arrival.objects(registration_id__in=registration_ids)}


def _receipt(
    activity: Activity, kept: ScanKept, guest: Registration | None, arrivals: dict[str, Arrival]
) -> Json:
    scan, arrival = kept.as_rule(), arrivals.get(kept.registration_id)
    first = _first(arrival)
    twice = scan.counts and arrival is not None and arrival.admitted > 1
    names = {quota.code: quota.name for quota in activity.quotas}
    return _blank(kept.scan_id, rules.outcome(scan, first)) | {
        "code": kept.code, "registration_id": kept.registration_id,
        "guest_name": guest.person()["guest_name"] if guest else "",
        "quota": guest.quota if guest else "", "quota_name": names.get(guest.quota, guest.quota) if guest else "",
        "seat": guest.seat or "" if guest else "", "scanned_at": wire_instant(kept.at),
        "clock_wrong": kept.clock_wrong,
        "first": None if arrival is None or first is None else {
            "scan_id": first.scan_id, "device_id": arrival.device_id, "gate": arrival.gate,
            "scanned_at": wire_instant(arrival.at),
        },
        "conflict": twice or (kept.claimed and not kept.undone and kept.standing != rules.ADMITTED),
    }


def _blank(scan_id: str, said: str) -> Json:
    return {
        "scan_id": scan_id, "outcome": said, "code": "", "registration_id": None, "guest_name": "", "quota": "",
        "quota_name": "", "seat": "", "scanned_at": None, "clock_wrong": False, "first": None, "conflict": False,
    }


def _row(arrival: Arrival) -> Json:
    return {
        "registration_id": arrival.registration_id, "version": arrival.version, "activity": arrival.activity,
        "campaign": arrival.campaign, "unit": arrival.unit, "quota": arrival.quota, "status": arrival.status,
        "arrived_at": wire_instant(arrival.at), "arrived_on": local_day(arrival.at).isoformat(),
        "gate": arrival.gate or "", "scans": arrival.scans, "admitted": arrival.admitted,
    }
