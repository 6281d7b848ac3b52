"""A round of the charity golf tournament, from its regulations to the prizes, as organiser, scorers and visitors do."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.product import Api, Campaign, eventually
from tests.unit.events.golf_scoring.golden import GOLDEN, INDEXES, PARS

pytestmark = pytest.mark.e2e

HIDDEN = [hole for hole in range(1, 19) if hole not in (3, 4, 9, 12, 17, 18)]
SALT = "4f0c9a1e77d24b6c"
DOUBLE_PEORIA = {
    "method": "peoria", "hidden_holes": 12, "times": "1.5", "allowance_percent": 80, "cap": {"kind": "double_par"},
}
CALLAWAY = {"method": "callaway", "cap": {"kind": "double_par"}, "chart_par": 72, "highest": 50}
SYSTEM_36 = {"method": "system_36", "at_most_declared": False}
PRIZES = [
    {"code": "net-1", "name": "Nhất net", "basis": "net", "place": 1},
    {"code": "gross-1", "name": "Nhất gross", "basis": "gross", "place": 1},
    {"code": "nu-1", "name": "Nhất nữ", "basis": "net", "place": 1, "group": "nu"},
]


class Round:
    """A round under way, and the people around it."""

    def __init__(self, campaign: Campaign, handicap: dict[str, Any], *players: dict[str, Any]) -> None:
        self.api: Api = campaign.product.api("to-chuc")
        self.public = httpx.Client(base_url=f"{campaign.product.address}/api/v1", timeout=30, trust_env=False)
        self.tournament = campaign.activity("golf")
        self.api.made("/golf-tournaments", {
            "tournament": self.tournament, "course_name": "Sân golf Mẫu",
            "holes": [
                {"number": n, "par": par, "stroke_index": index}
                for n, (par, index) in enumerate(zip(PARS, INDEXES, strict=True), start=1)
            ],
            "tees": [{"code": "trang", "name": "Trắng", "course_rating": "72.0", "slope": 113}],
            "contests": [{"hole": 4, "kind": "nearest_pin"}],
        })
        self.players = [
            self.api.made(f"/golf-tournaments/{self.tournament}/players", one)["golf_player_id"] for one in players
        ]
        self.api.made(f"/golf-tournaments/{self.tournament}/rule-sets", {
            "code": "dieu-le", "name": "Điều lệ giải năm 2024", "handicap": handicap, "gross_cap": {"kind": "none"},
            "boards": ["gross", "net", "stableford"],
        })
        self.id = self.api.made(f"/golf-tournaments/{self.tournament}/rounds", {
            "number": 1, "name": "Vòng duy nhất", "play_on": "2024-11-16", "rule_set": "dieu-le",
        })["golf_round_id"]

    def step(self, path: str, **body: Any) -> dict[str, Any]:
        return self.api.made(f"/golf-rounds/{self.id}/{path}", body)

    def refused(self, path: str, **body: Any) -> str:
        answer = self.api.post(f"/golf-rounds/{self.id}/{path}", body)
        assert answer.is_client_error, answer.text
        return str(answer.json()["code"])

    def begin(self, groups: dict[int, str] | None = None) -> list[str]:
        """Deal a card to each, the next player marking; let play begin."""
        markers = self.players[1:] + self.players[:1]
        cards = self.step("cards", cards=[
            {"golf_player_id": one, "marker_id": marker, "group": (groups or {}).get(place)}
            for place, (one, marker) in enumerate(zip(self.players, markers, strict=True))
        ])["golf_card_ids"]
        self.step("opening")
        return list(cards)

    def play(self, card: str, scores: dict[int, int | None]) -> None:
        body = {"device": "điện thoại nhóm 1", "entries": [
            {"entry_id": uuid.uuid4().hex, "golf_card_id": card, "hole": hole, "strokes": strokes,
             "entered_at": "2024-11-16T02:00:00Z"}
            for hole, strokes in scores.items()
        ]}
        assert {one["outcome"] for one in self.step("entries", **body)["entries"]} == {"accepted"}
        assert {one["outcome"] for one in self.step("entries", **body)["entries"]} == {"known"}, "sent again"

    def sign(self, card: str, *signers: str) -> None:
        of = self.api.read(f"/golf-cards/{card}")
        by = {"player": of["players_on_card"][0], "marker": of["marker"]}
        for signer in signers or ("player", "marker"):
            self.api.made(f"/golf-cards/{card}/signatures", {
                "signer": signer, "signed_by": by[signer]["golf_player_id"], "seen_sha256": of["scores_sha256"],
            })

    def seen(self, path: str, **query: str) -> dict[str, Any]:
        """What a visitor who is not logged in sees."""
        answer = self.public.get(f"/golf-rounds/{self.id}/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def player(name: str, **more: Any) -> dict[str, Any]:
    return {"player_name": name, "name_display": "shown", **more}


@pytest.mark.duty("E1")
def test_a_round_is_played_from_sealed_holes_to_prizes_and_anybody_can_check_each_figure(campaign: Campaign) -> None:
    played = Round(
        campaign, DOUBLE_PEORIA, player("Nguyễn Văn An"), player("Trần Thị Bình"), player("Lê Văn Chín"),
        {"player_name": "Phạm Thị Dung", "name_display": "anonymous"},
    )
    played.step("prizes", prizes=PRIZES)
    sealed = hashlib.sha256(f"{played.id}|{','.join(map(str, HIDDEN))}|{SALT}".encode()).hexdigest()
    assert played.refused("opening") == "hidden_holes_not_committed"
    played.step("commitment", commitment=sealed)
    assert played.refused("opening") == "no_cards_dealt"
    an, binh, chin, dung = played.begin({1: "nu", 3: "nu"})

    played.play(an, GOLDEN)
    played.play(binh, {**GOLDEN, 15: 6})  # 90
    played.play(chin, {**GOLDEN, 1: 3, 18: 6})  # 91, level with An, and worse on the back nine
    played.play(dung, {1: 4, 2: None})
    live = played.seen("leaderboard")
    assert live["round"]["commitment"] == sealed
    assert (live["round"]["hidden_holes"], live["is_official"]) == (None, False)
    assert [(one["rank"], one["player_name"], one["to_par"]) for one in live["lines"]] == [
        (1, "Trần Thị Bình", "18"), (2, "Nguyễn Văn An", "19"), (3, "Lê Văn Chín", "19"),
        (None, "Người chơi số 4", None),
    ]
    assert live["lines"][1]["reason"] == "Bằng nhau: hơn ở 9 hố cuối (10–18): 47 so với 48."

    for card in (an, binh, chin):
        played.sign(card)
    played.api.made(f"/golf-cards/{dung}/withdrawal", {"kind": "retired", "reason": "Đau tay"})
    played.step("contests", contest="nearest_pin", hole=4, golf_card_id=chin, measured_cm=123, witness="Trọng tài hố 4")
    eventually(lambda: campaign.total("golf_cards_signed")["count"] == 3)
    eventually(lambda: campaign.total("golf_starts")["count"] == 3)

    played.step("closing")
    assert played.refused("reveal", holes=[*HIDDEN[:11], 18], salt=SALT) == "hidden_holes_dont_match"
    played.step("reveal", holes=HIDDEN, salt=SALT)
    found = played.seen("result")
    text = found["round"]["commitment_of"]
    assert hashlib.sha256(text.encode()).hexdigest() == sealed
    net = next(board for board in found["boards"] if board["by"] == "net")["lines"]
    assert [(one["rank"], one["player_name"], one["handicap"], one["net"]) for one in net] == [
        (1, "Nguyễn Văn An", "19.2", "71.8"), (2, "Trần Thị Bình", "18", "72"),
        (3, "Lê Văn Chín", "18", "73"), (None, "Người chơi số 4", None, None),
    ]
    assert {one["code"]: [who["player_name"] for who in one["winners"]] for one in found["awards"]} == {
        "gross-1": ["Trần Thị Bình"], "net-1": ["Nguyễn Văn An"], "nu-1": [],
    }, "Bình won gross, and has no second main prize"
    assert [(one["contest"], one["winners"][0]["player_name"]) for one in found["contests"]] == [
        ("nearest_pin", "Lê Văn Chín"),
    ]
    told = played.public.get(f"/golf-cards/{an}/explanation").json()
    assert told["is_official"] is True
    assert "Tổng gậy = 44 (hố 1–9) + 47 (hố 10–18) = 91." in told["steps"]
    assert "(64 × 1,5 − 72) × 80% = 19,2." in told["steps"]
    assert "Net = 91 − 19,2 = 71,8." in told["steps"]
    paper = played.public.get(f"/golf-rounds/{played.id}/result.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")


@pytest.mark.duty("E1")
@pytest.mark.parametrize(("handicap", "found", "net"), [(SYSTEM_36, "18", "73"), (CALLAWAY, "15", "76")])
def test_the_golden_card_through_the_api_by_other_regulations(
    campaign: Campaign, handicap: dict[str, Any], found: str, net: str
) -> None:
    played = Round(campaign, handicap, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    card, _ = played.begin()
    played.play(card, GOLDEN)
    played.sign(card)
    line = played.seen("leaderboard", by="net")["lines"][0]
    assert (line["gross"], line["handicap"], line["net"], line["rank"]) == (91, found, net, 1)
    if handicap is SYSTEM_36:
        assert line["points"] == 35


def test_hidden_holes_drawn_by_the_command_are_sealed_and_revealed_from_its_file(
    campaign: Campaign, tmp_path: Path
) -> None:
    played = Round(campaign, DOUBLE_PEORIA, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    product, file = campaign.product, tmp_path / "ho-an.json"
    for _ in range(2):
        sealed = product.chungtay("golf", "seal", played.id, str(file))
        assert sealed.returncode == 0, sealed.stderr
    kept = json.loads(file.read_text())
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"
    assert played.seen("leaderboard")["round"]["commitment"] == kept["commitment"]
    card, _ = played.begin()
    played.play(card, GOLDEN)
    played.sign(card)
    early = product.chungtay("golf", "reveal", str(file))
    assert early.returncode == 1
    played.step("closing")
    file.with_name("khac.json").write_text(json.dumps({**kept, "holes": HIDDEN[::-1]}))
    forged = product.chungtay("golf", "reveal", str(file.with_name("khac.json")))
    assert (forged.returncode, "was changed" in forged.stderr) == (1, True)
    revealed = product.chungtay("golf", "reveal", str(file))
    assert revealed.returncode == 0, revealed.stderr
    assert played.seen("result")["round"]["hidden_holes"] == kept["holes"]


def test_a_signed_card_is_locked_and_its_correction_is_kept_with_its_reason(campaign: Campaign) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    card, other = played.begin()
    played.play(card, GOLDEN)
    played.play(other, {**GOLDEN, 18: 6})
    played.sign(card)
    played.sign(other, "player")
    late = played.step("entries", device="d", entries=[
        {"entry_id": "e", "golf_card_id": card, "hole": 1, "strokes": 3, "entered_at": "2024-11-16T03:00:00Z"},
    ])["entries"][0]
    assert (late["outcome"], late["refusal"]["code"]) == ("refused", "golf_card_signed")
    change = {"holes": [{"hole": 1, "strokes": 5}], "reason": "Thiếu một gậy phạt", "decided_by": "Tổng trọng tài"}
    corrected = played.api.made(f"/golf-cards/{card}/corrections", change)
    assert corrected["correction_list"][0]["holes"] == [{"hole": 1, "before": 4, "strokes": 5}]
    assert played.refused("reopening", reason="x") == "golf_round_not_at_this_step"
    played.step("closing")
    result = played.seen("result")
    lines = result["boards"][0]["lines"]
    assert [(one["rank"], one["gross"], one["is_corrected"]) for one in lines] == [(1, 92, True), (None, 92, False)]
    assert lines[1]["reason"] == "Thẻ chưa đủ hai chữ ký nên không có trong kết quả."
    assert [one["number"] for one in result["corrected"]] == [1]


def events_of(stream: httpx.Response) -> Iterator[dict[str, Any]]:
    for line in stream.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_who_follows_the_board_is_told_as_soon_as_a_hole_is_entered(campaign: Campaign) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    card, _ = played.begin()
    with played.public.stream("GET", f"/golf-rounds/{played.id}/leaderboard/stream") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        boards = events_of(stream)
        assert next(boards)["lines"][0]["holes_done"] == 0
        played.play(card, {1: 3})
        line = next(boards)["lines"][0]
        assert (line["rank"], line["player_name"], line["to_par"]) == (1, "Nguyễn Văn An", "-1")


def test_what_is_wrong_is_refused_by_name_and_who_may_not_is_turned_away(campaign: Campaign) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    missing = played.public.get("/golf-rounds/nothing/leaderboard")
    assert (missing.status_code, missing.json()["code"]) == (404, "golf_round_not_found")
    assert played.public.get("/golf-rounds/nothing/leaderboard/stream").status_code == 404
    early = played.public.get(f"/golf-rounds/{played.id}/result.pdf")
    assert (early.status_code, early.json()["code"]) == (409, "golf_round_not_at_this_step")
    assert played.refused("commitment", commitment="0" * 64) == "round_hides_no_holes"
    twice = [PRIZES[0], {**PRIZES[0], "code": "khac"}]
    assert played.refused("prizes", prizes=twice) == "prize_named_twice"
    card, _ = played.begin()
    path = f"/golf-rounds/{played.id}/entries"
    body = {"device": "d", "entries": [{
        "entry_id": "e", "golf_card_id": card, "hole": 1, "strokes": 3, "entered_at": "2024-11-16T03:00:00Z",
    }]}
    assert campaign.product.api("ke-toan").post(path, body).status_code == 403
    assert played.public.post(path, json=body).status_code == 401
    assert played.refused("entries", device="d", entries=[]) == "invalid_command"
    rows = eventually(lambda: played.api.read("/golf-cards", campaign=campaign.code)["rows"])
    assert [row["holes_done"] for row in rows] == [0, 0], "nothing that was refused was written"


def test_whoever_holds_the_link_of_a_card_enters_and_signs_it_and_nobody_else(campaign: Campaign) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    _card, other = played.begin()
    linked = played.api.read(f"/golf-rounds/{played.id}/links")["cards"]
    assert [(one["player_name"], one["marker_name"]) for one in linked] == [
        ("Nguyễn Văn An", "Trần Thị Bình"), ("Trần Thị Bình", "Nguyễn Văn An"),
    ]
    of_player, of_marker = (linked[0][name].rpartition("/")[2] for name in ("player_link", "marker_link"))

    def post(token: str, path: str, **body: Any) -> httpx.Response:
        return played.public.post(f"/public/golf-cards/{token}/{path}", json=body)

    entries = [
        {"entry_id": f"e{hole}", "hole": hole, "strokes": strokes, "entered_at": "2024-11-16T02:00:00Z"}
        for hole, strokes in GOLDEN.items()
    ]
    assert post(of_player, "entries", entries=entries).json()["code"] == "golf_link_invalid"
    taken = post(of_marker, "entries", entries=entries).json()
    assert {one["outcome"] for one in taken["entries"]} == {"accepted"}
    assert taken["card"]["holes_done"] == 18
    seen = {"seen_sha256": taken["card"]["scores_sha256"]}
    assert post(of_marker, "signature", **seen).json()["signed_as"] == ["marker"]
    assert post(of_player, "signature", **seen).json()["status"] == "signed"
    assert post(of_marker + "x", "signature", **seen).json()["code"] == "golf_link_invalid"
    late = post(of_marker, "entries", entries=[{**entries[0], "entry_id": "late", "strokes": 3}]).json()["entries"][0]
    assert (late["outcome"], late["refusal"]["code"]) == ("refused", "golf_card_signed")
    paper = played.api.http.get(f"/golf-rounds/{played.id}/score-cards.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    before = linked[1]["marker_link"].rpartition("/")[2]
    played.step("cards", cards=[{"golf_player_id": played.players[1], "marker_id": None}])
    gone = played.public.get(f"/public/golf-cards/{before}")
    assert (gone.status_code, gone.json()["code"]) == (404, "golf_link_invalid"), "who marks no more has no link"
    assert played.api.read(f"/golf-cards/{other}")["marker"] is None
