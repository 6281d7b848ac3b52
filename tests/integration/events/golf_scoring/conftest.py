"""A small tournament on a real MongoDB."""

from __future__ import annotations

import uuid

import pytest

from tests.integration.events.conftest import Events
from tests.unit.events.golf_scoring.golden import GOLDEN, INDEXES, PARS

GOLF = "giai-golf"

SYSTEM_36 = {"method": "system_36", "at_most_declared": False}
DOUBLE_PEORIA = {
    "method": "peoria", "hidden_holes": 12, "times": "1.5", "allowance_percent": 80, "cap": {"kind": "double_par"},
}


class Golf:
    """Plays a round as the service is asked to."""

    def __init__(self, asked: Events) -> None:
        self.events = asked
        asked.ok("save_activity", {
            "code": GOLF, "campaign": "ninh-thuan-2024", "unit": "588", "kind": "golf", "name": "Giải golf",
            "starts_on": "2024-11-16",
        })
        asked.ok("save_golf_tournament", {
            "tournament": GOLF, "course_name": "Sân mẫu",
            "holes": [
                {"number": n, "par": par, "stroke_index": index}
                for n, (par, index) in enumerate(zip(PARS, INDEXES, strict=True), start=1)
            ],
            "tees": [{"code": "trang", "name": "Trắng", "course_rating": "72.0", "slope": 113}],
            "contests": [{"hole": 4, "kind": "nearest_pin"}, {"hole": 4, "kind": "hole_in_one"},
                         {"hole": 9, "kind": "longest_drive"}],
        })

    def player(self, name: str, **more: object) -> str:
        return self.events.ok("register_golf_player", {"tournament": GOLF, "player_name": name, **more})[
            "golf_player_id"
        ]

    def planned(self, handicap: dict | None = None, gross_cap: str = "none", **more: object) -> str:
        self.events.ok("save_golf_rule_set", rule_set(handicap or SYSTEM_36, gross_cap_kind=gross_cap))
        return self.events.ok("plan_golf_round", {
            "tournament": GOLF, "number": 1, "name": "Vòng 1", "play_on": "2024-11-16", "rule_set": "dieu-le", **more,
        })["golf_round_id"]

    def opened(self, *names: str, **more: object) -> tuple[str, list[str]]:
        """An open round with a card for each name, and the cards' ids."""
        for name in names:
            self.player(name)
        of = self.planned(**more)
        cards = self.events.ok("deal_golf_cards", {"golf_round_id": of})["golf_card_ids"]
        self.events.ok("open_golf_round", {"golf_round_id": of})
        return of, cards

    def enter(self, of: str, *entries: dict) -> list[str]:
        """The outcome of each entry, or the code of its refusal."""
        taken = self.events.ok("enter_golf_scores", {"golf_round_id": of, "device": "may-1", "entries": list(entries)})
        return [one["refusal"]["code"] if one["refusal"] else one["outcome"] for one in taken["entries"]]

    def play(self, of: str, card: str, scores: dict | None = None) -> None:
        entries = [entry(card, hole, strokes) for hole, strokes in (scores or GOLDEN).items()]
        assert set(self.enter(of, *entries)) == {"accepted"}

    def sign(self, card: str, *signers: str) -> dict:
        """Sign as these (both unless told), the marker being any other player of the round."""
        of = self.events.ok("get_golf_card", {"id": card})
        for signer in signers or ("player", "marker"):
            of = self.events.ok("sign_golf_card", self.signature(card, signer))
        return of

    def signature(self, card: str, signer: str, **changes: object) -> dict:
        of = self.events.ok("get_golf_card", {"id": card})
        mine = of["players_on_card"][0]["golf_player_id"]
        rows = self.events.store.db["golf_players"].find({"_id": {"$ne": mine}})
        by = mine if signer == "player" else next(rows)["_id"]
        return {"golf_card_id": card, "signer": signer, "signed_by": by, "seen_sha256": of["scores_sha256"], **changes}

    def card(self, card: str) -> dict:
        return self.events.ok("get_golf_card", {"id": card})

    def board(self, of: str, by: str | None = None) -> dict:
        return self.events.ok("read_golf_board", {"golf_round_id": of, "by": by})


def entry(card: str, hole: int, strokes: int | None, at: str = "2024-11-16T02:00:00Z", id: str = "") -> dict:
    return {
        "entry_id": id or uuid.uuid4().hex, "golf_card_id": card, "hole": hole, "strokes": strokes, "entered_at": at,
    }


def rule_set(handicap: dict, gross_cap_kind: str = "none", **changes: object) -> dict:
    return {
        "tournament": GOLF, "code": "dieu-le", "name": "Điều lệ", "handicap": handicap,
        "gross_cap": {"kind": gross_cap_kind}, "boards": ["gross", "net", "stableford"], **changes,
    }


@pytest.fixture
def golf(events: Events) -> Golf:
    return Golf(events)
