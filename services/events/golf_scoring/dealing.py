"""Cards given out before or during a round."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.golf.documents import GolfPlayer
from services.events.golf_scoring import cards, field, rounds
from services.events.golf_scoring.documents import GolfCard, GolfRound
from services.events.golf_scoring.rules import cards as of_cards
from services.events.golf_scoring.rules import rounds as of_rounds
from services.events.golf_scoring.rules.rule_set import RuleSet

Json = dict[str, Any]


@once
def deal_golf_cards(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Give out cards, or bring those given out to how things stand while no hole is entered.

    Answers how many were dealt anew and how many changed.  Raises GolfRoundNotFound, GolfRoundNotAtThisStep,
    PlayerNotInTournament, PlayerOnTwoCards, WrongNumberOnCard, GolfIndexMissing, GolfCardInPlay,
    SignedByTheWrongPlayer."""
    found = rounds.find(command["golf_round_id"])
    of_rounds.check_step(found.status, of_rounds.PLANNED, of_rounds.OPEN)
    rules = rounds.rules_of(found)
    wanted = command["cards"] or _everybody_without(found)
    ids = [spec[name] for spec in wanted for name in ("golf_player_id", "partner_id", "marker_id") if spec[name]]
    players = field.players(found.tournament, ids, "cards")
    _check_players(found, rules, wanted, players)
    kept = {card.id: card for card in GolfCard.objects(golf_round_id=found.id)}
    new, changed = [], []
    for number, spec in enumerate(wanted):
        card = _card(found, spec, players)
        before = kept.get(card.id)
        if before is None:
            card.save(force_insert=True)
            new.append(card)
        elif _bring_to(before, card, f"cards.{number}"):
            before.version += 1
            before.save()
            changed.append(before)
    cards.say(uow, [*new, *changed])
    if new:
        found.cards += len(new)
        rounds.advance(uow, found, "dealt", context.actor)
    return {
        "golf_round_id": found.id, "unit": found.unit, "dealt": len(new), "changed": len(changed),
        "golf_card_ids": [one.id for one in new],
    }


def list_golf_cards(_uow: UnitOfWork, command: Json) -> Json:
    """All cards of a round with their players and markers, under the names that may be shown, how far each is and who
    has signed it as it is; and the course.

    Raises GolfRoundNotFound."""
    found = rounds.find(command["golf_round_id"])
    tournament = field.find_tournament(found.tournament)
    kept = list(GolfCard.objects(golf_round_id=found.id).order_by("number"))
    people = field.names(one for card in kept for one in (*card.player_ids, card.marker_id) if one)
    return {
        "round_name": found.name, "play_on": found.play_on.isoformat(), "course_name": tournament.course_name,
        "holes": [dict(one) for one in found.holes or tournament.holes],
        "cards": [
            {
                "golf_card_id": card.id, "number": card.number, "player_id": card.player_ids[0],
                "player_name": " & ".join(people[one]["player_name"] for one in card.player_ids),
                "marker_id": card.marker_id,
                "marker_name": people[card.marker_id]["player_name"] if card.marker_id else None,
                "status": card.status, "holes_done": len(cards.scores_of(card)),
                "signed_as": sorted({one.signer for one in card.signatures if not one.voided}),
            }
            for card in kept
        ],
    }


def _everybody_without(found: GolfRound) -> list[Json]:
    dealt = GolfCard.objects(golf_round_id=found.id).only("player_ids")
    have = {player for card in dealt for player in card.player_ids}
    markers = field.markers(field.find_tournament(found.tournament))
    return [
        {"golf_player_id": one.id, "partner_id": None, "marker_id": markers.get(one.id), "group": None}
        for one in field.all_players(found.tournament) if one.id not in have
    ]


def _check_players(found: GolfRound, rules: RuleSet, wanted: list[Json], players: dict[str, GolfPlayer]) -> None:
    seen: set[str] = set()
    for number, spec in enumerate(wanted):
        on_card = _on_card(spec)
        if len(on_card) != rules.players_per_card:
            raise of_rounds.WrongNumberOnCard(
                f"Thể lệ này mỗi thẻ có {rules.players_per_card} người chơi.", field=f"cards.{number}.partner_id",
                remedy="Đánh đôi (foursomes) thì nêu cả hai người; thể lệ khác thì mỗi người một thẻ.",
            )
        if seen & set(on_card):
            raise _on_two(number)
        seen.update(on_card)
        if spec["marker_id"] in on_card:
            raise of_cards.SignedByTheWrongPlayer(
                "Không ai tự ghi điểm cho mình.", field=f"cards.{number}.marker_id", remedy="Chọn người khác."
            )
        for other in GolfCard.objects(golf_round_id=found.id, player_ids__in=on_card):
            if other.id != card_id(found, spec):
                raise _on_two(number)
    if rules.needs_index:
        missing = sorted(players[one].number for one in seen if players[one].handicap_index is None)
        if missing:
            raise of_rounds.GolfIndexMissing(
                f"Người chơi số {', '.join(map(str, missing))} chưa có handicap index.", field="cards",
                remedy="Ghi index cho họ, hoặc chọn thể lệ tính handicap trong ngày.", numbers=missing,
            )


def _on_two(number: int) -> of_rounds.PlayerOnTwoCards:
    return of_rounds.PlayerOnTwoCards(
        "Người chơi này đã có thẻ điểm khác trong vòng.", field=f"cards.{number}", remedy="Mỗi người một thẻ."
    )


def card_id(found: GolfRound, spec: Json) -> str:
    """The id of the card of this player in this round."""
    return f"{found.id}-{spec['golf_player_id']}"


def _on_card(spec: Json) -> list[str]:
    return [one for one in (spec["golf_player_id"], spec["partner_id"]) if one]


def _card(found: GolfRound, spec: Json, players: dict[str, GolfPlayer]) -> GolfCard:
    first = players[spec["golf_player_id"]]
    tee = field.tee_of(field.find_tournament(found.tournament), first.tee)
    return GolfCard(
        id=card_id(found, spec), version=1, golf_round_id=found.id, tournament=found.tournament,
        campaign=found.campaign, unit=found.unit, play_on=found.play_on, number=first.number,
        player_ids=_on_card(spec), marker_id=spec["marker_id"], group=spec["group"],
        indexes=[players[one].handicap_index for one in _on_card(spec)], tee=first.tee,
        course_rating=tee["course_rating"], slope=tee["slope"], status=of_cards.OPEN,
    )


def _bring_to(card: GolfCard, wanted: GolfCard, where: str) -> bool:
    """Whether the card changes.  The marker may change until it is signed, all else only before the first hole."""
    dealt = ("player_ids", "group", "indexes", "tee", "course_rating", "slope")
    differs = any(getattr(card, name) != getattr(wanted, name) for name in dealt)
    if not differs and card.marker_id == wanted.marker_id:
        return False
    if differs and card.entries:
        raise of_cards.GolfCardInPlay(
            f"Thẻ số {card.number} đã nhập điểm nên không đổi người, index hay nhóm được nữa.", field=where,
            remedy="Bỏ thẻ này khỏi danh sách phát thẻ.",
        )
    cards.check_unlocked(card)
    for name in (*dealt, "marker_id"):
        setattr(card, name, getattr(wanted, name))
    return True
