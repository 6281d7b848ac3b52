"""`docs/golf.md` works as it is typed there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from chungtay.stack.layout import CHECKOUT
from tests.e2e.product import Campaign
from tests.e2e.test_golf_scoring import Round, player
from tests.unit.events.golf_scoring.golden import GOLDEN

pytestmark = pytest.mark.e2e

PAGE = CHECKOUT / "docs" / "golf.md"
FILES = ("ho-an.json", "the-diem.pdf", "ket-qua.pdf")


def typed(tournament: str, folder: Path) -> Iterator[list[str]]:
    """The words of each command of the page, with a tournament of ours and files of our own; ROUND stays."""
    for block in re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.replace("giai-golf-2024", tournament), comments=True)
            assert words[0] == "chungtay"
            yield [str(folder / word) if word in FILES else word for word in words[1:]]


def test_every_command_of_the_page_does_what_it_says(campaign: Campaign, tmp_path: Path) -> None:
    # The tournament and its players are there already; the page makes a round of its own, the second.
    played = Round(campaign, {"method": "scratch"}, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    found = ""
    for words in typed(played.tournament, tmp_path):
        if any("closing" in word for word in words):
            played.id = found
            played.step("cards", cards=[
                {"golf_player_id": mine, "marker_id": other}
                for mine, other in zip(played.players, played.players[::-1], strict=True)
            ])
            for one in played.seen("leaderboard")["lines"]:
                played.play(one["golf_card_id"], GOLDEN)
                played.sign(one["golf_card_id"])
        words = [word.replace("ROUND", found).replace("number:=1", "number:=2") for word in words]
        done = campaign.product.chungtay(*words)
        assert done.returncode == 0, (words, done.stderr, done.stdout)
        if words[-1] == "rule_set=dieu-le":
            found = json.loads(done.stdout)["golf_round_id"]
    lines = played.seen("result")["boards"][1]["lines"]
    assert [one["rank"] for one in lines] == [1, 1]
    assert all((tmp_path / name).stat().st_size > 0 for name in FILES)
