"""Everything is lost but one file: what was told before is there again, to the đồng, and goes on."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chungtay.stack import Ports, Stack
from messaging.publisher import ConfirmingPublisher, Outgoing
from tests.e2e.product import Campaign, Product, booked, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose data may be lost."""
    stack = Stack(tmp_path_factory.mktemp("alone"), Ports.free(), owned=True)
    try:
        stack.start()
        stack.wait_ready()
        yield Product.with_accounts(stack)
    finally:
        stack.stop()


class Donor(threading.Thread):
    """Gives until told to stop; knows of each gift whether it was acknowledged."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(daemon=True)
        self.campaign = campaign
        self.api = campaign.product.another_api("tinh")
        self.given: dict[str, str] = {}
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            key = f"qua-{len(self.given)}"
            self.given[key] = str(self.api.made("/donations", self.campaign.gift(amount_vnd=1_000), key)["donation_id"])


def lose_everything(product: Product) -> None:
    stack = product.stack
    for name in ("supervisord.pid",):
        os.kill(int((stack.layout.run / name).read_text()), signal.SIGKILL)
    for pid in [pid for _, pid, _ in stack.status().values() if pid]:
        os.kill(pid, signal.SIGKILL)
    stack.stop()  # tidies up what a killed supervisor leaves
    shutil.rmtree(stack.layout.data)
    stack.secrets.path.unlink()


def poison(product: Product) -> None:
    publisher = ConfirmingPublisher(product.stack.layout.amqp_url)
    publisher.publish([Outgoing("khong-doc-duoc", "", "gateway.projector.q1", b"{}")])
    publisher.close()
    eventually(lambda: "khong-doc-duoc" in product.chungtay("dead-letters", "list").stdout)


def test_a_backup_made_while_gifts_come_in_brings_back_each_gift_told_before_it(alone: Product, tmp_path: Path) -> None:
    campaign = alone.new_campaign()
    receipt = _receipt(campaign)
    poison(alone)
    donor = Donor(campaign)
    donor.start()
    eventually(lambda: len(donor.given) > 20)
    told_before = list(donor.given)
    file = tmp_path / "moi-thu.zip"
    made = alone.chungtay("backup", str(file))
    assert made.returncode == 0, made.stdout + made.stderr
    told_after = len(donor.given)
    donor.enough.set()
    donor.join(30)
    assert len(told_before) < told_after, "gifts were taken in while the copy was made"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    running = alone.chungtay("restore", str(file))
    assert running.returncode == 1 and "product is running" in running.stderr
    lose_everything(alone)
    restored = alone.chungtay("restore", str(file))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    refused = alone.chungtay("restore", str(file))
    assert refused.returncode == 1 and "there is data already" in refused.stderr, refused.stdout + refused.stderr
    replaced = alone.chungtay("restore", "--replace", str(file))
    assert replaced.returncode == 0, replaced.stdout + replaced.stderr
    assert list(alone.stack.layout.home.glob("data-before-*/mongod*")), "what was there is kept"
    alone.stack.start()
    alone.stack.wait_ready()
    alone._clients.clear()

    kept = eventually(lambda: (n := campaign.total("received")["count"]) >= len(told_before) + 1 and n)
    assert kept <= told_after + 1
    eventually(lambda: campaign.total("received")["count"] == booked(campaign)["donations"])
    assert campaign.total("received")["amount_vnd"] == booked(campaign)["credited_vnd"]
    for key, donation_id in donor.given.items():
        again = alone.api().made("/donations", campaign.gift(amount_vnd=1_000), key)
        assert key not in told_before or again["donation_id"] == donation_id, "the same key, the first answer"
    eventually(lambda: campaign.total("received")["count"] == len(donor.given) + 1)

    page = httpx.get(f"{alone.address}/kiem-tra-bien-nhan/{receipt['check_code']}", trust_env=False)
    assert "còn hiệu lực" in page.text
    assert _receipt(campaign)["number"] == receipt["number"] + 1, "no number is given twice, none is left out"
    assert "khong-doc-duoc" in alone.chungtay("dead-letters", "list").stdout
    checked = alone.chungtay("rebuild", "--check")
    assert checked.returncode == 0, checked.stdout


def test_a_damaged_or_cut_off_file_is_refused_before_anything_is_touched(alone: Product, tmp_path: Path) -> None:
    file = tmp_path / "tot.zip"
    assert alone.chungtay("backup", str(file)).returncode == 0
    assert alone.chungtay("restore", "--only-verify", str(file)).stdout.startswith("Whole")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-2_000])
    forged = tmp_path / "sua.zip"
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(forged, "w") as bad:
        for name in good.namelist():
            body = good.read(name)
            bad.writestr(name, body.replace(b"relay", b"RELAY") if name.endswith("leases.bson") else body)
    other = tmp_path / "khac.zip"
    other.write_text("không phải bản sao lưu")
    for broken in (cut, forged, other):
        told = alone.chungtay("restore", "--only-verify", str(broken))
        assert (told.returncode, "can't be used" in told.stderr) == (1, True), told.stdout + told.stderr


def _receipt(campaign: Campaign) -> dict[str, Any]:
    treasurer = campaign.product.api("ke-toan")
    gift = campaign.product.api().made("/donations", campaign.gift())["donation_id"]
    body = {"campaign": campaign.code, "unit": "582", "gifts": [{"donation_id": gift}]}
    (told,) = treasurer.made("/receipts", body)["receipts"]
    return treasurer.read(f"/receipts/{told['receipt_id']}")
