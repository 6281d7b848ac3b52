"""A marker keeps a card on a weak phone, without a log-in and without JavaScript; the player signs on another."""

from __future__ import annotations

import os

import pytest

from tests.browser.conftest import PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign
from tests.e2e.test_golf_scoring import SYSTEM_36, Round, player
from tests.unit.events.golf_scoring.golden import GOLDEN

pytestmark = pytest.mark.browser


def links(played: Round) -> tuple[str, str]:
    """Paths of the first card's links: of its player and of its marker."""
    first = played.api.read(f"/golf-rounds/{played.id}/links")["cards"][0]
    return tuple("/the-diem/" + first[name].rpartition("/")[2] for name in ("player_link", "marker_link"))


def test_a_card_is_entered_and_signed_by_both_on_their_phones(visitor: Visitor, campaign: Campaign) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    card, _ = played.begin()
    of_player, of_marker = links(played)
    marker = visitor(None, size=PHONE, script=False)
    marker.goto(of_marker)
    assert "Thẻ điểm số 1: Nguyễn Văn An" in marker.inner_text("h1")
    marker.fill("#gay_1", "bốn")
    marker.click("main button[type=submit]")
    assert "Hố 1: nhập số gậy từ 1 đến 40." in marker.inner_text("[role=alert]")
    assert marker.input_value("#gay_1") == "bốn", "what was typed is kept"
    for hole, strokes in GOLDEN.items():
        marker.fill(f"#gay_{hole}", str(strokes))
    marker.fill("#gay_3", "")
    marker.check("[name=nhat_3]")
    marker.click("main button[type=submit]")
    assert "Đã lưu 18 hố." in marker.inner_text("main")
    marker.uncheck("[name=nhat_3]")
    marker.fill("#gay_3", "3")
    marker.click("main form >> nth=0 >> button[type=submit]")
    told = marker.inner_text("main")
    assert "Đã lưu 1 hố." in told and "18 hố, 91 gậy" in told
    if where := os.environ.get("SHOT"):
        marker.screenshot(path=where, full_page=True)
    assert too_wide(marker) == 0
    marker.click("text=Ký với tư cách người ghi điểm")
    assert "Đã ký: người ghi điểm" in marker.inner_text("main")

    owner = visitor(None, size=PHONE)
    owner.goto(of_player)
    assert owner.locator("#gay_1").count() == 0, "a player does not keep the own card"
    assert barriers(owner) == []
    owner.click("text=Ký với tư cách người chơi")
    assert "đã khóa" in owner.inner_text("main")
    kept = played.api.read(f"/golf-cards/{card}")
    assert (kept["status"], {one["by"] for one in kept["history"]}) == ("signed", {"link"})


def test_a_form_that_shows_an_old_figure_does_not_take_back_what_another_device_entered(
    visitor: Visitor, campaign: Campaign
) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    card, _ = played.begin()
    played.play(card, {1: 5})
    page = visitor(None, size=PHONE)
    page.goto(links(played)[1])
    assert barriers(page) == []
    corrected = {"entry_id": "other", "golf_card_id": card, "hole": 1, "strokes": 4,
                 "entered_at": "2024-11-16T05:00:00Z"}
    played.step("entries", device="máy khác", entries=[corrected])
    page.fill("#gay_2", "6")
    page.click("main button[type=submit]")
    assert page.input_value("#gay_1") == "4"
    assert page.input_value("#gay_2") == "6"


def test_a_link_that_is_not_whole_says_what_to_do_and_before_the_round_nothing_can_be_entered(
    visitor: Visitor, campaign: Campaign
) -> None:
    played = Round(campaign, SYSTEM_36, player("Nguyễn Văn An"), player("Trần Thị Bình"))
    one, other = played.players
    played.step("cards", cards=[{"golf_player_id": one, "marker_id": other}])
    page = visitor(None, size=PHONE)
    page.goto(links(played)[1])
    assert "Vòng đấu chưa bắt đầu" in page.inner_text("main")
    assert page.locator("main form").count() == 0
    page.goto(links(played)[1] + "x")
    assert "Quét lại ô vuông" in page.inner_text("main")
