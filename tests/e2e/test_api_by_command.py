"""`chungtay api`: whatever the API can do is found, described and called from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def test_an_operation_is_found_without_diacritics_and_tells_what_it_takes(campaign: Campaign) -> None:
    found = campaign.product.chungtay("api", "list", "de xuat", "post", "nghiem thu")
    assert found.returncode == 1
    found = campaign.product.chungtay("api", "list", "nghiem thu")
    assert (found.returncode, "/houses/{id}/acceptance" in found.stdout) == (0, True), found.stdout + found.stderr
    told = campaign.product.chungtay("api", "show", "post", "/houses")
    assert "planned_vnd: integer, required" in told.stdout
    steps = campaign.product.chungtay("api", "show", "post", "/houses/{id}/survey").stdout
    assert "delegation[].name: string, required" in steps
    assert "kind: string, required, one of: new, repair" in told.stdout


def test_a_gift_is_booked_by_command_once_under_one_key_and_its_list_is_exported(
    campaign: Campaign, tmp_path: Path
) -> None:
    body = tmp_path / "gift.json"
    body.write_text(json.dumps(campaign.gift()))
    words = ("api", "call", "post", "/donations", "--body", str(body), "amount_vnd:=70000", "--key", campaign.code)
    first, again = campaign.product.chungtay(*words), campaign.product.chungtay(*words)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == json.loads(again.stdout)
    eventually(lambda: campaign.total("received") == {"count": 1, "amount_vnd": 70_000})

    exported = tmp_path / "gifts.csv"
    done = campaign.product.chungtay(
        "api", "call", "get", "/donations/export.csv", f"campaign={campaign.code}", "--out", str(exported)
    )
    assert done.returncode == 0, done.stderr
    [row] = csv.DictReader(exported.read_text("utf-8-sig").splitlines())
    assert row["amount_vnd"] == "70000"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("post", "/donations", "campaign"), "is no field"),
        (("post", "/donations", "amount_vnd:=viele"), "is no JSON"),
        (("get", "/donations"), "campaign"),
        (("get", "/no-such-thing"), "HTTP 404"),
    ],
)
def test_a_call_that_can_not_be_made_says_why(campaign: Campaign, words: tuple[str, ...], told: str) -> None:
    refused = campaign.product.chungtay("api", "call", *words)
    assert (refused.returncode, told in refused.stderr) == (1, True), refused.stderr


def test_a_download_that_is_refused_leaves_no_file(campaign: Campaign, tmp_path: Path) -> None:
    to = tmp_path / "x.csv"
    words = ("get", "/donations/export.csv", "campaign=KHÔNG", "--out", str(to))
    refused = campaign.product.chungtay("api", "call", *words)
    assert refused.returncode == 1
    assert list(tmp_path.iterdir()) == []
