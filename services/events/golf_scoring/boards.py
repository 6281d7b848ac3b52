"""What anybody may see of a round: the leaderboard, the result, and why a card's figures are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.events.golf_scoring import cards, contests, field, rounds
from services.events.golf_scoring.documents import GolfCard, GolfRound
from services.events.golf_scoring.rules import board as rules
from services.events.golf_scoring.rules import contests as of_contests
from services.events.golf_scoring.rules import rounds as of_rounds
from services.events.golf_scoring.rules.cards import SIGNED, WITHDRAWN, holes_done
from services.events.golf_scoring.rules.numbers import Number, plain
from services.events.golf_scoring.rules.prizes import BASIS_NAMES, Basis, Prize
from services.events.golf_scoring.rules.rule_set import RuleSet

Json = dict[str, Any]


PUBLIC = (
    "golf_round_id", "activity", "number", "name", "play_on", "status", "rule_set", "rule_set_version", "rules",
    "cards", "commitment", "commitment_of", "hidden_holes", "salt",
)


@dataclass(frozen=True)
class _Round:
    """A round with everything its boards are made of."""

    found: GolfRound
    rule_set: RuleSet
    cards: dict[str, GolfCard]
    results: list[rules.Result]
    people: dict[str, Json]

    @property
    def is_over(self) -> bool:
        return bool(self.found.status == of_rounds.CLOSED)

    def lines(self, basis: Basis) -> list[rules.Line]:
        return rules.board(self.rule_set, basis, self.results, official=self.is_over)

    def name(self, card: GolfCard) -> str:
        return " & ".join(self.people[one]["player_name"] for one in card.player_ids)


def read_golf_board(_uow: UnitOfWork, command: Json) -> Json:
    """The leaderboard by gross, net or Stableford.  Raises GolfRoundNotFound, PrizeWithoutBoard."""
    of = _load(rounds.find(command["golf_round_id"]))
    return _board(of, _basis(of.rule_set, command["by"]))


def read_golf_result(_uow: UnitOfWork, command: Json) -> Json:
    """All rankings with prizes and contests.

    Raises GolfRoundNotFound, GolfRoundNotAtThisStep, HiddenHolesNotRevealed."""
    found = rounds.find(command["golf_round_id"])
    of_rounds.check_step(found.status, of_rounds.CLOSED)
    of = _load(found)
    if of.rule_set.hidden_holes and found.salt is None:
        raise of_rounds.HiddenHolesNotRevealed(
            "Chưa mở hố ẩn nên chưa có kết quả.", field="golf_round_id", remedy="Mở hố ẩn đã niêm phong.",
        )
    tournament = field.find_tournament(found.tournament)
    return {
        "round": _told(found), "course_name": tournament.course_name,
        "boards": [_board(of, basis) for basis in of.rule_set.boards], "awards": _awards(of),
        "contests": _contests(of, field.contests_of(tournament)),
        "corrected": [
            {"number": card.number, "player_name": of.name(card), "holes": [dict(hole) for hole in one.holes]}
            for card in of.cards.values() for one in card.corrections
        ],
    }


def list_golf_contests(_uow: UnitOfWork, command: Json) -> Json:
    """Each contest held with its tries, the newest first, those taken back too, and who leads as the cards stand.

    Raises GolfRoundNotFound."""
    of = _load(rounds.find(command["golf_round_id"]))
    held = field.contests_of(field.find_tournament(of.found.tournament))
    lead = {best.key for won in of_contests.winners(held, _tries(of)) for best in won.tries}
    every = contests.every_try_of(of.found.id)
    # A contest that is held no more still shows what was measured.
    kinds = list(dict.fromkeys([*held, *((one.contest, one.hole) for one in every)]))
    return {
        "golf_round_id": of.found.id, "unit": of.found.unit,
        "contests": [
            {
                "contest": contest, "contest_name": of_contests.NAMES[contest], "hole": hole,
                "is_held": (contest, hole) in held,
                "tries": [
                    {
                        **contests.resource(one), "number": of.cards[one.golf_card_id].number,
                        "player_name": of.name(of.cards[one.golf_card_id]), "leads": one.id in lead,
                    }
                    for one in every if (one.contest, one.hole) == (contest, hole)
                ],
            }
            for contest, hole in kinds
        ],
    }


def explain_golf_card(_uow: UnitOfWork, command: Json) -> Json:
    """The reckoning of a card in steps, and its rank on each board with the reason.  Raises GolfCardNotFound."""
    card = cards.find(command["golf_card_id"])
    of = _load(rounds.find(card.golf_round_id))
    result = next(one for one in of.results if one.card.key == card.id)
    ranks = []
    for basis in of.rule_set.boards:
        line = next(one for one in of.lines(basis) if one.result.card.key == card.id)
        ranks.append({"by": basis, "by_name": BASIS_NAMES[basis], "rank": line.rank, "reason": line.reason})
    return {
        "golf_card_id": card.id, "golf_round_id": card.golf_round_id, "number": card.number,
        "player_name": of.name(card), "rule_set": of.found.rule_set, "rule_set_version": of.found.rule_set_version,
        "is_official": of.is_over and card.status == SIGNED, "steps": rules.explained(of.rule_set, result),
        "ranks": ranks,
        "scores": [
            {"hole": hole.number, "par": hole.par, "stroke_index": hole.stroke_index,
             "is_played": hole.number in result.card.scores, "strokes": result.card.scores.get(hole.number)}
            for hole in result.card.course.holes
        ],
    }


def _load(found: GolfRound) -> _Round:
    kept = list(GolfCard.objects(golf_round_id=found.id).order_by("number"))
    rule_set, hidden = rounds.rules_of(found), rounds.hidden_of(found)
    holes = found.holes or field.find_tournament(found.tournament).holes
    results = [rules.result_of(rule_set, _facts(card, holes), hidden) for card in kept]
    people = field.names([one for card in kept for one in card.player_ids])
    return _Round(found, rule_set, {card.id: card for card in kept}, results, people)


def _facts(card: GolfCard, holes: Sequence[Json]) -> rules.Card:
    return rules.Card(
        card.id, field.course_of_card(holes, card), cards.scores_of(card), card.status,
        tuple(field.index_of(one) for one in card.indexes), card.group or "",
    )


def _basis(rule_set: RuleSet, wanted: str | None) -> Basis:
    for basis in rule_set.boards:
        if wanted in (None, basis):
            return basis
    raise of_rounds.PrizeWithoutBoard(
        "Thể lệ không có bảng xếp hạng này.", field="by", remedy=f"Chọn trong: {', '.join(rule_set.boards)}."
    )


def _board(of: _Round, basis: Basis) -> Json:
    return {
        "round": _told(of.found), "by": basis, "by_name": BASIS_NAMES[basis], "boards": list(of.rule_set.boards),
        "is_official": of.is_over,
        "lines": [_line(of, one, basis) for one in of.lines(basis)],
    }


def _told(found: GolfRound) -> Json:
    """What anybody may know of a round: not which account did what."""
    told = rounds.resource(found)
    changes = [step for step in told["steps"] if step["what"] == rounds.RULES_CHANGED]
    return {
        **{name: told[name] for name in PUBLIC},
        "rule_changes": [{"at": step["at"], "reason": step["reason"]} for step in changes],
    }


def _line(of: _Round, line: rules.Line, basis: Basis) -> Json:
    result, card = line.result, of.cards[line.result.card.key]
    teams = [of.people[one]["team"] for one in card.player_ids]
    return {
        "rank": line.rank, "golf_card_id": card.id, "number": card.number, "player_name": of.name(card),
        "team": teams[0], "holes_done": holes_done(result.card.scores), "to_par": _text(result.to_par(
            "gross" if basis == "stableford" else basis)),
        "gross": result.gross, "handicap": _text(result.handicap.value if result.handicap else None),
        "net": _text(result.net), "points": sum(result.points.values()) if result.points else None,
        "is_signed": card.status == SIGNED, "is_withdrawn": card.status == WITHDRAWN,
        "is_corrected": bool(card.corrections), "reason": line.reason,
    }


def _text(number: Number | None) -> str | None:
    return None if number is None else plain(number)


def _awards(of: _Round) -> list[Json]:
    standings = {basis: rules.standings_of(of.lines(basis)) for basis in of.rule_set.boards}
    groups = {one.card.key: one.card.group for one in of.results}
    prizes = [
        Prize(one["code"], one["name"], one["basis"], one["place"], one["group"] or "") for one in of.found.prizes
    ]
    return [
        {
            "code": one.prize.code, "name": one.prize.name, "basis": one.prize.basis, "group": one.prize.group or None,
            "winners": [_winner(of, key) for key in one.winners], "reason": one.reason,
        }
        for one in of.rule_set.prizes.awards(prizes, standings, groups)
    ]


def _tries(of: _Round) -> list[of_contests.Try]:
    """Those that count."""
    scores = {one.card.key: one.card.scores for one in of.results if one.card.status != WITHDRAWN}
    return [
        of_contests.Try(
            one.id, one.contest, one.hole, one.golf_card_id, one.measured_cm,
            scores[one.golf_card_id].get(one.hole),
        )
        for one in contests.tries_of(of.found.id) if one.golf_card_id in scores
    ]


def _contests(of: _Round, held: Sequence[tuple[str, int]]) -> list[Json]:
    return [
        {
            "contest": one.contest, "contest_name": of_contests.NAMES[one.contest], "hole": one.hole,
            "winners": [{**_winner(of, best.card), "measured_cm": best.measured_cm} for best in one.tries],
        }
        for one in of_contests.winners(held, _tries(of))
    ]


def _winner(of: _Round, key: str) -> Json:
    card = of.cards[key]
    return {"golf_card_id": key, "number": card.number, "player_name": of.name(card)}
