"""The statement desk on a real MongoDB: files sent in pieces, imported, and looked up in the ledger."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from messaging.context import CommandContext
from messaging.envelope import Envelope
from messaging.migrations import migrate
from messaging.unit_of_work import Store
from runtime.clock import utc_now
from runtime.settings import Settings
from services.donations.documents import DOCUMENTS
from services.donations.migrations import MIGRATIONS
from services.donations.service import DonationsService
from services.donations.statements.importer import Importer
from tests.integration.conftest import Empty

ROOT = Path(__file__).resolve().parents[4]
SAMPLES = ROOT.parent / "shared" / "samples" / "statements"
ACCOUNTS = {
    "vietcombank": "0011000000000", "agribank": "4900000000", "vietinbank": "1120000000", "bidv": "1260000000",
}  # fmt: skip
HEADER = "PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"

_IMPORTER = """
from services.donations.statements import importer, importing, undoing
importing.ROWS_PER_TRANSACTION = undoing.LINES_PER_TRANSACTION = {rows}
importer.main()
"""

Json = dict[str, Any]


class Desk:
    """Asks the service as the gateway does, and looks into its database."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.service = DonationsService()
        self.service.store = store

    def ask(self, command: str, payload: Json, key: str | None = None) -> Json:
        """The answer as it goes over the wire."""
        context = CommandContext(
            actor="thu-quy", correlation_id=uuid.uuid4().hex, idempotency_key=key,
            deadline_at=utc_now() + dt.timedelta(seconds=20),
        )  # fmt: skip
        answer: Json = getattr(self.service, command)(payload, context.to_wire())
        return answer

    def ok(self, command: str, payload: Json, key: str | None = None) -> Json:
        answer = self.ask(command, payload, key)
        assert "ok" in answer, answer
        result: Json = answer["ok"]
        return result

    def refused(self, command: str, payload: Json, key: str | None = None) -> Json:
        answer = self.ask(command, payload, key)
        assert "refused" in answer, answer
        result: Json = answer["refused"]
        return result

    def save_campaign(self) -> None:
        self.ok("save_campaign", {
            "code": "ninh-thuan", "name": "Tháng cao điểm", "starts_on": "2024-10-17", "ends_on": "2024-11-18",
            "target_vnd": 10**9, "lead_unit": "58", "units": [{"unit": "58"}, {"unit": "582"}],
            "accounts": [
                {"number": number, "bank": bank, "unit": "58" if bank == "vietcombank" else "582"}
                for bank, number in ACCOUNTS.items()
            ],
        })  # fmt: skip

    def begin(self, first: bytes, bank: str = "vietcombank", **more: Any) -> Json:
        """Payload of the begin command."""
        return {
            "campaign": "ninh-thuan", "account_number": ACCOUNTS[bank], "file_name": "sao-ke.csv",
            "first_chunk_base64": base64.b64encode(first).decode(), **more,
        }  # fmt: skip

    def upload(self, content: bytes, bank: str = "vietcombank", piece_bytes: int = 20_000) -> str:
        """Send a file in pieces until it is queued; gives the import's id."""
        pieces = [content[at : at + piece_bytes] for at in range(0, len(content), piece_bytes)]
        import_id: str = self.ok("begin_statement_import", self.begin(pieces[0], bank))["import_id"]
        for index, piece in enumerate(pieces[1:], start=1):
            self.append(import_id, index, piece)
        done = self.ok("finish_statement_upload", {
            "import_id": import_id, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
        })  # fmt: skip
        assert done["status"] == "queued"
        return import_id

    def upload_refused(self, content: bytes, bank: str = "vietcombank") -> Json:
        """Send a file in one piece; gives the refusal when it is whole."""
        import_id = self.ok("begin_statement_import", self.begin(content, bank))["import_id"]
        return self.refused("finish_statement_upload", {
            "import_id": import_id, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
        })  # fmt: skip

    def append(self, import_id: str, index: int, piece: bytes) -> Json:
        return self.ok("append_statement_chunk", {
            "import_id": import_id, "index": index, "chunk_base64": base64.b64encode(piece).decode(),
        })  # fmt: skip

    def run_importer(self) -> None:
        """Import everything that waits, in this process."""
        importer = Importer(self.store, owner="test")
        while importer.run_once():
            pass

    def imported(self, content: bytes, bank: str = "vietcombank") -> Json:
        """Upload, import, and give the certificate."""
        import_id = self.upload(content, bank)
        self.run_importer()
        return self.certificate(import_id)

    def certificate(self, import_id: str) -> Json:
        state = self.state(import_id)
        assert state["status"] == "done", state
        certificate: Json = state["certificate"]
        return certificate

    def state(self, import_id: str) -> Json:
        return self.ok("get_statement_import", {"id": import_id})

    def ledger(self) -> Json:
        """What all collections say about the money: they must agree."""
        db = self.store.db
        lines = list(db.statement_lines.find())
        donations = list(db.donations.find())
        journal = list(db.journal_entries.find())
        assert {d["_id"] for d in donations} == {line["_id"] for line in lines if line["credit_vnd"]}
        assert len(journal) == len(lines)
        told = [row for event in self.said("donations.donations_recorded.v1") for row in event.data["entries"]]
        assert sorted(row["donation_id"] for row in told) == sorted(d["_id"] for d in donations)
        assert sum(row["amount_vnd"] for row in told) == sum(d["amount_vnd"] for d in donations)
        debits = [row for event in self.said("donations.bank_debits_recorded.v1") for row in event.data["entries"]]
        return {
            "lines": sorted(line["_id"] for line in lines),
            "credit_vnd": sum(d["amount_vnd"] for d in donations),
            "debit_vnd": sum(row["amount_vnd"] for row in debits),
        }

    def said(self, event_type: str) -> list[Envelope]:
        rows = self.store.db["outbox"].find({"type": event_type}).sort("queued_at", 1)
        return [Envelope.from_bytes(row["body"]) for row in rows]

    def importer_process(self, crash_at: str = "", rows_a_batch: int = 500) -> subprocess.Popen[bytes]:
        """The real importer process, with batches of this size, which dies at the named point."""
        environ = {
            **os.environ, "MONGO_URL": self.settings.mongo_url, "CHUNGTAY_DB_PREFIX": self.settings.db_prefix,
            "AMQP_URL": os.environ.get("AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/"),
            "CHUNGTAY_HOME": str(self.settings.home), "CHUNGTAY_CRASH_AT": crash_at,
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-c", _IMPORTER.format(rows=rows_a_batch)],
            cwd=ROOT, env=environ, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def let_the_lease_run_out(self, import_id: str) -> None:
        """As waiting 30 seconds would."""
        past = utc_now() - dt.timedelta(hours=1)
        self.store.db.statement_imports.update_one({"_id": import_id}, {"$set": {"lease_until": past}})


@pytest.fixture(scope="session")
def mongo_url(request: pytest.FixtureRequest) -> str:
    if "MONGO_URL" in os.environ:
        return os.environ["MONGO_URL"]
    url: str = request.getfixturevalue("servers").mongo_url
    return url


@pytest.fixture
def desk(mongo_url: str, db_prefix_of_kept: str, emptied: Empty, tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(mongo_url=mongo_url, amqp_url="", db_prefix=db_prefix_of_kept, home=tmp_path)
    store = emptied(settings, "donations", DOCUMENTS)
    migrate(store.db, store, MIGRATIONS)
    made = Desk(store, settings)
    made.save_campaign()
    yield made
    store.client.close()


@pytest.fixture
def sample() -> Any:
    """Reads a sample statement of the design, or skips where the samples are not beside the checkout."""

    def read(name: str) -> bytes:
        if not SAMPLES.is_dir():
            pytest.skip("no sample statements beside this checkout")
        return (SAMPLES / name).read_bytes()

    return read


@pytest.fixture
def statement() -> Any:
    """Makes a Vietcombank file: `(day, credit, memo)` rows; days of October 2024, amounts below 1,000 in thousands."""

    def make(*rows: tuple[int, int, str]) -> bytes:
        made = (f"1,{day:02}/10/2024,5001.1,,{thousands}.000,,{memo}\n" for day, thousands, memo in rows)
        return (HEADER + "".join(made)).encode()

    return make
