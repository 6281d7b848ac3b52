"""A page is about the campaign its address names, and its forms keep it: money must not go to another one's account."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from gateway.projections.store import Db
from gateway.web.campaigns import MOST_CAMPAIGNS
from tests import events_made as made
from tests.integration.gateway.reports.conftest import take_in

pytestmark = pytest.mark.integration

PAGES = ("/cong-khai/ung-ho", "/cong-khai/sao-ke", "/cong-khai", "/tong-quan", "/bao-cao")


def test_a_campaign_older_than_all_in_the_list_of_choices_stays_chosen(api: FlaskClient, filled: Db) -> None:
    take_in(filled, *(
        made.campaign(f"e-newer-{n}", campaign=f"moi-{n}", starts_on="2025-10-17", ends_on="2025-11-18")
        for n in range(MOST_CAMPAIGNS)
    ))
    for path in PAGES:
        page = api.get(f"{path}?campaign={made.CAMPAIGN}").get_data(as_text=True)
        choice = page[page.index('<select id="campaign"'):]
        assert re.findall(r'<option value="([^"]+)" selected>', choice)[0] == made.CAMPAIGN, path
        assert page.count(f'<option value="{made.CAMPAIGN}"') == 1, path


def test_an_unknown_campaign_is_said_to_be_unknown_and_no_other_one_is_shown(api: FlaskClient) -> None:
    for path in PAGES:
        answer = api.get(f"{path}?campaign=khong-co")
        assert answer.status_code == 404, path
        assert "Không có đợt vận động nào mang mã khong-co" in answer.get_data(as_text=True), path
