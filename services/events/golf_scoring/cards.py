"""Cards: holes entered, signed, corrected; players who retire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.refusals import Refusal
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.events.golf_scoring import field, rounds
from services.events.golf_scoring.documents import (
    GolfCard,
    GolfCardChange,
    GolfCorrection,
    GolfScoreEntry,
    GolfSignature,
)
from services.events.golf_scoring.rules import cards as rules
from services.events.golf_scoring.rules import rounds as of_rounds
from services.events.golf_scoring.rules.course import check_complete

Json = dict[str, Any]

BY_LINK = "link"
"""Who acted when nobody was logged in: the holder of the link on the printed card."""


def enter_golf_scores(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take what a device has in its queue.  Each entry is answered for itself, so that one that is refused holds up
    none of the others; the same entry again is ``known`` and changes nothing.

    Outcomes: accepted; older (kept, but a newer entry of that hole counts); known; refused, and why.
    Raises GolfRoundNotFound, GolfRoundNotAtThisStep."""
    found = rounds.find(command["golf_round_id"])
    of_rounds.check_step(found.status, of_rounds.OPEN)
    ids = list({entry["golf_card_id"] for entry in command["entries"]})
    by_id = {card.id: card for card in GolfCard.objects(id__in=ids, golf_round_id=found.id)}
    changed: dict[str, GolfCard] = {}
    told = []
    for entry in command["entries"]:
        try:
            outcome = _enter(uow, by_id, entry, command["device"], context.actor or BY_LINK)
            refusal = None
        except Refusal as refused:
            outcome, refusal = "refused", refused.to_wire()
        if outcome in ("accepted", "older"):
            changed[entry["golf_card_id"]] = by_id[entry["golf_card_id"]]
        told.append({
            "entry_id": entry["entry_id"], "golf_card_id": entry["golf_card_id"], "hole": entry["hole"],
            "outcome": outcome, "refusal": refusal,
        })
    for card in changed.values():
        card.version += 1
        card.save()
    say(uow, list(changed.values()))
    return {
        "golf_round_id": found.id, "entries": told,
        "cards": [{"golf_card_id": one.id, "scores_sha256": seen(one)} for one in changed.values()],
    }


@once
def sign_golf_card(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Sign a card; with both signatures it is locked.  The same signature again changes nothing.

    Raises GolfCardNotFound, GolfRoundNotAtThisStep, CardIncomplete, GolfCardSigned, GolfCardWithdrawn,
    SignedByTheWrongPlayer, GolfCardChangedSinceSeen, PlayerNotInTournament."""
    card = find(command["golf_card_id"])
    of_rounds.check_step(rounds.find(card.golf_round_id).status, of_rounds.OPEN)
    rules.check_signature(
        card.status, command["signer"], command["signed_by"], card.player_ids, card.marker_id,
        command["seen_sha256"], seen(card),
    )
    if command["signer"] == "marker":
        field.players(card.tournament, [command["signed_by"]], "signed_by")
    check_complete(scores_of(card))
    if any(one.signer == command["signer"] for one in _valid(card)):
        return resource(card)
    card.signatures.append(
        GolfSignature(
            signer=command["signer"], signed_by=command["signed_by"], seen_sha256=command["seen_sha256"],
            taken_by=context.actor or BY_LINK, at=uow.now,
        )
    )
    if {one.signer for one in _valid(card)} == set(rules.SIGNERS):
        card.status = rules.SIGNED
    return _advance(uow, card)


@once
def correct_golf_card(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Correct a signed card; what stood there before stays in its history.

    Raises GolfCardNotFound, GolfCardWithdrawn, GolfCardNotSigned, NothingCorrected, TooManyGolfEntries."""
    card = find(command["golf_card_id"])
    before = scores_of(card)
    holes = {one["hole"]: one["strokes"] for one in command["holes"]}
    rules.check_correction(card.status, before, holes, len(card.corrections))
    card.corrections.append(
        GolfCorrection(
            holes=[{"hole": hole, "before": before[hole], "strokes": holes[hole]} for hole in sorted(holes)],
            reason=command["reason"], decided_by=command["decided_by"], corrected_by=context.actor, at=uow.now,
        )
    )
    return _advance(uow, card)


@once
def withdraw_golf_card(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A player retires, is disqualified or did not come.  Raises GolfCardNotFound, GolfCardWithdrawn."""
    card = find(command["golf_card_id"])
    rules.check_not_withdrawn(card.status)
    card.status = rules.WITHDRAWN
    _note(uow, card, command["kind"], command["reason"], context)
    return _advance(uow, card)


@once
def return_golf_card(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a withdrawal back; the signatures that the card had hold again.

    Raises GolfCardNotFound, GolfCardNotWithdrawn."""
    card = find(command["golf_card_id"])
    if card.status != rules.WITHDRAWN:
        raise rules.GolfCardNotWithdrawn("Thẻ này đang tính.", field="golf_card_id", remedy="Không cần làm gì thêm.")
    both = {one.signer for one in _valid(card)} == set(rules.SIGNERS)
    card.status = rules.SIGNED if both else rules.OPEN
    _note(uow, card, "returned", command["reason"], context)
    return _advance(uow, card)


def get_golf_card(golf_card_id: str) -> Json:
    """The full resource.  Raises GolfCardNotFound."""
    return resource(find(golf_card_id, "id"))


def find(golf_card_id: str, where: str = "golf_card_id") -> GolfCard:
    """The document of a card.  Raises GolfCardNotFound."""
    card: GolfCard | None = GolfCard.objects(id=golf_card_id).first()
    if card is None:
        raise rules.GolfCardNotFound("Không có thẻ điểm nào mang mã này.", field=where, remedy="Kiểm tra lại mã thẻ.")
    return card


def scores_of(card: GolfCard) -> dict[int, int | None]:
    """What stands on the card."""
    corrections = [{one["hole"]: one["strokes"] for one in each.holes} for each in card.corrections]
    return rules.scores_of((_entry(one) for one in card.entries), corrections)


def seen(card: GolfCard) -> str:
    """What a signer signs."""
    return rules.digest(card.id, scores_of(card))


def check_unlocked(card: GolfCard) -> None:
    """Raises GolfCardSigned, GolfCardWithdrawn."""
    rules.check_not_withdrawn(card.status)
    if card.status == rules.SIGNED:
        raise rules.GolfCardSigned("Thẻ điểm đã ký đủ nên đã khóa.", field="golf_card_id", remedy="Giữ nguyên thẻ này.")


def say(uow: UnitOfWork, changed: Sequence[GolfCard]) -> None:
    """Publish the state of these cards, of one tournament."""
    if changed:
        rows = [row(one) for one in changed]
        uow.publish("events.golf_cards_changed.v1", subject=changed[0].tournament, data={"entries": rows})


def row(card: GolfCard) -> Json:
    """As it is said: neither names nor scores."""
    return {
        "golf_card_id": card.id, "version": card.version, "campaign": card.campaign, "unit": card.unit,
        "activity": card.tournament, "golf_round_id": card.golf_round_id, "play_on": card.play_on.isoformat(),
        "status": card.status, "players": len(card.player_ids), "holes_done": rules.holes_done(scores_of(card)),
        "corrections": len(card.corrections),
    }


def resource(card: GolfCard) -> Json:
    """The full resource, with its history; players by the names that may be shown."""
    people = field.names([*card.player_ids, *([card.marker_id] if card.marker_id else [])])
    scores = scores_of(card)
    return {
        **row(card), "number": card.number, "players_on_card": [people[one] for one in card.player_ids],
        "marker": people.get(card.marker_id or ""), "group": card.group, "tee": card.tee,
        "indexes": list(card.indexes),
        "scores": [{"hole": hole, "strokes": scores[hole]} for hole in sorted(scores)],
        "scores_sha256": seen(card),
        "history": [
            {"entry_id": one.entry_id, "hole": one.hole, "strokes": one.strokes, "at": wire_instant(one.at),
             "received_at": wire_instant(one.received_at), "device": one.device, "by": one.by}
            for one in card.entries
        ],
        "signatures": [
            {"signer": one.signer, "signed_by": one.signed_by, "seen_sha256": one.seen_sha256,
             "taken_by": one.taken_by, "at": wire_instant(one.at), "voided": one.voided}
            for one in card.signatures
        ],
        "correction_list": [
            {"holes": [dict(hole) for hole in one.holes], "reason": one.reason, "decided_by": one.decided_by,
             "corrected_by": one.corrected_by, "at": wire_instant(one.at)}
            for one in card.corrections
        ],
        "changes": [
            {"what": one.what, "reason": one.reason, "by": one.by, "at": wire_instant(one.at)} for one in card.changes
        ],
    }


def _enter(uow: UnitOfWork, by_id: dict[str, GolfCard], told: Json, device: str, actor: str) -> str:
    card = by_id.get(told["golf_card_id"])
    if card is None:
        raise rules.GolfCardNotFound("Vòng này không có thẻ ấy.", field="golf_card_id", remedy="Tải lại danh sách thẻ.")
    # A clock that is ahead must not lock the hole against everybody else's entries.
    at = min(told["entered_at"], uow.now)
    entry = rules.Entry(told["entry_id"], told["hole"], told["strokes"], at)
    if not rules.check_entry(card.status, [_entry(one) for one in card.entries], entry):
        return "known"
    before = scores_of(card)
    card.entries.append(
        GolfScoreEntry(
            entry_id=entry.entry_id, hole=entry.hole, strokes=entry.strokes, at=at, received_at=uow.now,
            device=device, by=actor,
        )
    )
    newest = max((_entry(one) for one in card.entries if one.hole == entry.hole), key=lambda one: one.order)
    if scores_of(card) != before:
        for signature in card.signatures:
            signature.voided = True
    return "accepted" if newest.entry_id == entry.entry_id else "older"


def _entry(one: GolfScoreEntry) -> rules.Entry:
    return rules.Entry(one.entry_id, one.hole, one.strokes, one.at)


def _valid(card: GolfCard) -> list[GolfSignature]:
    return [one for one in card.signatures if not one.voided]


def _note(uow: UnitOfWork, card: GolfCard, what: str, reason: str, context: CommandContext) -> None:
    card.changes.append(GolfCardChange(what=what, reason=reason, by=context.actor, at=uow.now))


def _advance(uow: UnitOfWork, card: GolfCard) -> Json:
    card.version += 1
    card.save()
    say(uow, [card])
    return resource(card)
