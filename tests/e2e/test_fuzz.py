"""Random requests to every operation: never a 5xx, never an answer that the OpenAPI document does not promise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chungtay.stack.layout import CHECKOUT
from gateway.access.rules import PUBLIC, ROLES
from tests.e2e.product import Campaign, Product

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(7200)]

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "1")
PHASES = os.environ.get("FUZZ_PHASES", "fuzzing")
SEED = os.environ.get("FUZZ_SEED", "20241017")
PASSWORD = "fuzz: nothing but made up requests"

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"

NEVER_ENDS = "/stream$"
"""Server-sent events, each for a minute."""

GIVES_ITS_TOKEN_BACK = "/tokens$|/me/"


def token_of_all_roles(product: Product) -> str:
    """A token with which all may be done but managing access: whoever does that does nothing else."""
    words = [word for role in ROLES if role not in (PUBLIC, "administrator") for word in ("--role", role)]
    made = product.chungtay("accounts", "add", "fuzz", *words, "--unit", "58", password=PASSWORD)
    assert made.returncode == 0 or "fuzz" in made.stderr, made.stderr
    told = product.api().http.post("/tokens", json={"username": "fuzz", "password": PASSWORD})
    return str(told.json()["token"])


def known(campaign: Campaign) -> dict[str, list[Any]]:
    """What is really there: values by the names that the API gives them."""
    api = campaign.product.api()
    gift = api.made("/donations", campaign.gift())["donation_id"]
    house = api.made("/houses", {
        "campaign": campaign.code, "unit": "582", "household_code": f"ho-{campaign.code}", "kind": "new",
        "planned_vnd": 60_000_000, "registered_on": "2024-10-20",
    })["house_id"]
    activities = [activity["code"] for activity in campaign.body["activities"]]
    return {
        "campaign": [campaign.code], "code": [campaign.code], "unit": ["58", "582", "584"], "activity": activities,
        "donation_id": [gift], "donations": [gift], "house_id": [house], "houses": [house], "house-stories": [house],
        "campaigns": [campaign.code],
        "purpose": ["Kiểm tra"], "figure": ["received", "houses_under_way"],
    }


def test_no_random_request_brings_the_product_down_or_an_answer_that_is_not_described(
    product: Product, campaign: Campaign, tmp_path: Path
) -> None:
    token = token_of_all_roles(product)
    ran = subprocess.run(
        [
            str(Path(sys.executable).parent / "schemathesis"), "run", f"{product.address}/api/v1/openapi.json",
            "--header", f"Authorization: Bearer {token}", "--checks", CHECKS, "--phases", PHASES,
            "--max-examples", EXAMPLES, "--seed", SEED, "--workers", "2", "--no-shrink", "--request-timeout", "20",
            "--exclude-path-regex", f"{NEVER_ENDS}|{GIVES_ITS_TOKEN_BACK}", "--suppress-health-check", "all",
            "--warnings", "off", "--continue-on-failure", "--no-color",
        ],
        cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=7000,
        env=os.environ | {
            "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "FUZZ_KNOWN": json.dumps(known(campaign)),
            "PYTHONPATH": str(CHECKOUT), "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path), "NO_PROXY": "127.0.0.1",
        },
    )
    if out := os.environ.get("FUZZ_OUT"):
        Path(out).write_text(ran.stdout + ran.stderr)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]
