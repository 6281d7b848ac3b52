"""The demo's golf tournament: a field, three flights of four, and a round that is being played.

Players and scores are made up; nobody pays a fee, so that the Fund's figures are those of its gifts.
"""

from __future__ import annotations

import uuid

from chungtay.gateway_client import GatewayClient

PARS = (4, 4, 3, 5, 4, 4, 3, 4, 5, 4, 5, 3, 4, 4, 4, 3, 5, 4)
STROKE_INDEXES = (7, 11, 17, 3, 1, 13, 15, 5, 9, 8, 4, 18, 2, 12, 6, 16, 10, 14)

PLAYERS = (
    # (name, handicap index, how the name is shown)
    ("Nguyễn Văn Mẫu", "9,4", "shown"), ("Trần Thị Gôn", "14,2", "shown"), ("Lê Văn Cỏ", "18,0", "shown"),
    ("Phạm Thị Bóng", "21,7", "masked"), ("Đỗ Văn Hố", "6,1", "shown"), ("Vũ Thị Gậy", "12,8", "shown"),
    ("Hoàng Văn Cờ", "24,5", "shown"), ("Bùi Thị Sân", "16,3", "shown"), ("Đặng Văn Cát", "11,0", "shown"),
    ("Ngô Thị Nước", "19,9", "anonymous"), ("Dương Văn Gió", "15,5", "shown"), ("Lý Thị Nắng", "26,2", "shown"),
)

IN_A_FLIGHT = 4

HOLES_PLAYED = (18, 18, 18, 18, 15, 15, 15, 15, 11, 11, 11, 11)
"""The first flight has come in, the others are on the way."""

FORM = (0, 0, 1, 0, 0, -1, 0, 1, 0, 0, 0, 1, 0, -1, 0, 0, 1, 0, 0)
"""Strokes above what a player's handicap allows on a hole, over and over."""


def play(organiser: GatewayClient, tournament: str) -> None:
    """Make the field, let everybody in, deal the cards, and write down what was played so far."""
    path = f"/golf-tournaments/{tournament}"
    organiser.post(
        "/golf-tournaments",
        {
            "tournament": tournament, "course_name": "Sân golf Mẫu",
            "holes": [
                {"number": number, "par": par, "stroke_index": index}
                for number, (par, index) in enumerate(zip(PARS, STROKE_INDEXES, strict=True), start=1)
            ],
            "tees": [{"code": "trang", "name": "Trắng", "course_rating": "71,3", "slope": 128}],
        },
        key="demo-golf-field",
    )
    players = [
        organiser.post(
            f"{path}/players", {"player_name": name, "handicap_index": index, "name_display": display},
            key=f"demo-golf-player-{number}",
        )["golf_player_id"]
        for number, (name, index, display) in enumerate(PLAYERS)
    ]
    organiser.post(
        f"{path}/rule-sets",
        {"code": "dieu-le", "name": "Điều lệ giải năm 2024", "boards": ["net", "gross"], "gross_cap": {"kind": "none"},
         "handicap": {"method": "indexed", "allowance_percent": 95}},
        key="demo-golf-rules",
    )
    round_ = organiser.post(
        f"{path}/rounds",
        {"number": 1, "name": "Vòng duy nhất", "play_on": "2024-11-16", "rule_set": "dieu-le"},
        key="demo-golf-round",
    )["golf_round_id"]
    cards = organiser.post(
        f"/golf-rounds/{round_}/cards",
        {"cards": [
            {"golf_player_id": player, "marker_id": players[_marker_of(number)]}
            for number, player in enumerate(players)
        ]},
        key="demo-golf-cards",
    )["golf_card_ids"]
    organiser.post(f"/golf-rounds/{round_}/opening", {}, key="demo-golf-opening")
    for number, card in enumerate(cards):
        organiser.post(
            f"/golf-rounds/{round_}/entries", {"device": "máy ghi điểm mẫu", "entries": _entries(number, card)},
            key=f"demo-golf-entries-{number}",
        )


def _marker_of(number: int) -> int:
    """The next one of the same flight."""
    first = number - number % IN_A_FLIGHT
    return first + (number + 1) % IN_A_FLIGHT


def _entries(number: int, card: str) -> list[dict[str, object]]:
    return [
        {
            "entry_id": uuid.uuid5(uuid.NAMESPACE_OID, f"{card}:{hole}").hex, "golf_card_id": card, "hole": hole,
            "strokes": PARS[hole - 1] + _allowed(number, hole) + FORM[(number * 5 + hole) % len(FORM)],
            "entered_at": f"2024-11-16T{hole // 6:02}:{hole % 6 * 10:02}:00Z",
        }
        for hole in range(1, HOLES_PLAYED[number] + 1)
    ]


def _allowed(number: int, hole: int) -> int:
    """The strokes that the player's index gives on a hole, the hardest holes first."""
    whole = int(PLAYERS[number][1].split(",")[0])
    return whole // 18 + (STROKE_INDEXES[hole - 1] <= whole % 18)
