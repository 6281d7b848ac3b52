"""Each law of `make chaos` notices what it is there to notice: one thing is put wrong, and it says which."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pymongo import MongoClient

from bench.chaos import laws
from bench.chaos.book import Book, Statement
from bench.chaos.world import FORUM, MAIN
from gateway.projections import store
from messaging.envelope import Envelope
from services.donations.ledger import sealing_rules
from tests import events_made
from tests.conftest import Servers

pytestmark = pytest.mark.integration


@dataclass
class Ledger:
    """The databases of a small product at rest, written by hand, and what its clients were told."""

    client: MongoClient[dict[str, Any]]
    prefix: str
    book: Book = field(default_factory=Book)

    def db(self, service: str) -> Any:
        return self.client[f"{self.prefix}_{service}"]

    def mongo(self) -> MongoClient[dict[str, Any]]:
        return MongoClient(self.client.address[0], self.client.address[1], directConnection=True, tz_aware=True)

    def broken(self) -> list[str]:
        return [violation.law for violation in laws.broken(self)]  # type: ignore[arg-type]


def entry(about_kind: str, about_id: str, debited: str, credited: str, amount_vnd: int) -> dict[str, Any]:
    return {"_id": f"{about_kind}-{about_id}", "about_kind": about_kind, "about_id": about_id, "postings": [
        {"account": debited, "debit_vnd": amount_vnd, "credit_vnd": 0},
        {"account": credited, "debit_vnd": 0, "credit_vnd": amount_vnd},
    ]}


@pytest.fixture
def world(servers: Servers) -> Iterator[Ledger]:
    """Two gifts, one of them for a pledge; a paid payment; a finding; a guest who came and one who waits."""
    with MongoClient(servers.mongo_url) as client:
        client.admin.command("ping")
        made = Ledger(client, f"{servers.db_prefix}_{uuid.uuid4().hex[:4]}")
        _fill(made)
        yield made
        for service in ("donations", "events", "monitoring", "gateway"):
            client.drop_database(f"{made.prefix}_{service}")


def _fill(world: Ledger) -> None:
    money, gate = world.db("donations"), world.db("gateway")
    money.donations.insert_many([
        {"_id": "d1", "campaign": MAIN, "amount_vnd": 1_000}, {"_id": "d2", "campaign": MAIN, "amount_vnd": 500,
                                                               "pledge_id": "p1"},
    ])
    money.journal_entries.insert_many([
        entry("donation", "d1", "cash:582", f"fund:{MAIN}:582", 1_000),
        entry("donation", "d2", "cash:582", f"fund:{MAIN}:582", 500),
        entry("payment", "s1", f"support:{MAIN}:582", "cash:582", 300),
    ])
    entry_ids = ["donation-d1", "donation-d2", "payment-s1"]
    header = sealing_rules.block_header(MAIN, 1, [bytes(32)] * 3, sealing_rules.NOTHING_BEFORE, "at", "on")
    money.ledger_blocks.insert_one({
        "_id": f"{MAIN}:1", "campaign": MAIN, "height": 1, "header": header, "hash": sealing_rules.block_hash(header),
        "entry_ids": entry_ids,
    })
    money.pledges.insert_one({"_id": "p1", "campaign": MAIN, "amount_vnd": 900, "fulfilled_vnd": 500})
    money.payments.insert_one({"_id": "s1", "campaign": MAIN, "amount_vnd": 300, "version": 1, "status": "paid",
                               "open_finding_ids": []})
    money.fund_balances.insert_one({"_id": "b", "campaign": MAIN, "committed_vnd": 300})
    money.followed_findings.insert_one({"_id": "f1", "about_id": "s1"})
    world.db("monitoring").findings.insert_one({"_id": "f1", "about": {"kind": "payment", "id": "s1"}})
    guests = world.db("events")
    guests.registrations.insert_many([
        {"_id": "r1", "activity": FORUM, "quota": "khoi-a", "status": "confirmed", "number": 1, "version": 1},
        {"_id": "r2", "activity": FORUM, "quota": "khoi-a", "status": "waiting", "number": 2, "version": 1},
    ])
    guests.activities.insert_one({"_id": FORUM, "taken": {"khoi-a": 1}, "waiting": {"khoi-a": 1}})
    store.prepare(gate, "q")
    store.apply(gate, "q", [_event(made) for made in _told()])
    world.book = Book(
        donations={"d1": 1_000, "d2": 500}, pledges={"p1": 900}, payments={"s1": 300}, paid={"s1"},
        findings={"f1": "s1"}, registrations={"r1", "r2"},
    )


def _told() -> list[Envelope]:
    mine = {"campaign": MAIN}
    return [
        events_made.gifts("e1", events_made.gift("d1", 1_000, **mine), events_made.gift("d2", 500, **mine)),
        events_made.pledges("e2", events_made.pledge("p1", amount_vnd=900, fulfilled_vnd=500, **mine)),
        events_made.payments("e3", events_made.payment("s1", amount_vnd=300, status="paid", paid_on="2024-11-12",
                                                       journal_entry_id="payment-s1", **mine)),
        events_made.registrations("e4", events_made.registration("r1", **mine), events_made.registration(
            "r2", status="waiting", waiting_number=1, **mine)),
        events_made.finding("e5", "f1", about={"kind": "payment", "id": "s1"}, **mine),
    ]


def _event(made: Envelope) -> store.Event:
    return store.read_event(made.to_bytes())


def test_a_product_in_order_breaks_no_law(world: Ledger) -> None:
    assert world.broken() == []


Wrong = Callable[[Ledger], object]
WRONGS: list[tuple[str, str, Wrong]] = [
    ("a gift is lost", "acknowledged gifts = gifts booked",
     lambda w: w.db("donations").donations.delete_one({"_id": "d1"})),
    ("a gift is booked twice", "acknowledged gifts = gifts booked",
     lambda w: w.db("donations").donations.insert_one({"_id": "d1-again", "campaign": MAIN, "amount_vnd": 1_000})),
    ("a đồng is lost in the journal", "every journal entry balances",
     lambda w: w.db("donations").journal_entries.update_one({"_id": "donation-d1"},
                                                            {"$inc": {"postings.1.credit_vnd": -1}})),
    ("an entry is lost", "journal entries = gifts",
     lambda w: w.db("donations").journal_entries.delete_one({"_id": "donation-d1"})),
    ("an entry is not sealed", "journal entries = entries in blocks",
     lambda w: w.db("donations").ledger_blocks.update_one({}, {"$pop": {"entry_ids": 1}})),
    ("a block is made anew", "each block follows the one before it",
     lambda w: w.db("donations").ledger_blocks.update_one({}, {"$set": {"header.sealed_at": "later"}})),
    ("a row is lost", "gifts = rows of gifts", lambda w: w.db("gateway").rows_g1.delete_one({"_id": "donation:d1"})),
    ("a cell is a đồng too high", "ledger = accepted money = cells = rows",
     lambda w: w.db("gateway").cells_g1.update_many({"figure": "received"}, {"$inc": {"amount_vnd": 1}})),
    ("a cell counts twice", "cells = rows = event log",
     lambda w: w.db("gateway").cells_g1.update_many({"figure": "pledged"}, {"$inc": {"count": 1}})),
    ("a pledge counts a gift twice", "gifts for a pledge = what the pledge counts",
     lambda w: w.db("donations").pledges.update_one({"_id": "p1"}, {"$inc": {"fulfilled_vnd": 500}})),
    ("a statement line is lost", "credit lines of statements = gifts by transfer",
     lambda w: w.book.imports.update({"i1": Statement(700, 1, 0, 0)})),
    ("a statement is not done", "acknowledged statements are done",
     lambda w: w.book.imports.update({"i1": Statement(0, 0, 0, 0)})),
    ("a place is given twice", "counter taken = confirmed registrations",
     lambda w: w.db("events").activities.update_one({"_id": FORUM}, {"$inc": {"taken.khoi-a": 1}})),
    ("a number is missing", "registrations are numbered 1, 2, 3 …",
     lambda w: w.db("events").registrations.update_one({"_id": "r2"}, {"$set": {"number": 3}})),
    ("a registration's row is old", "registrations = rows of registrations",
     lambda w: w.db("events").registrations.update_one({"_id": "r2"}, {"$set": {"version": 2}})),
    ("support is paid out twice", "paid and reserved = money committed by the fund",
     lambda w: w.db("donations").fund_balances.update_one({"_id": "b"}, {"$inc": {"committed_vnd": 300}})),
    ("a finding is not followed", "findings = findings followed by the donations service",
     lambda w: w.db("donations").followed_findings.delete_many({})),
    ("a finding holds nothing", "an open finding holds its unpaid payment",
     lambda w: w.db("donations").payments.update_one({"_id": "s1"}, {"$set": {"status": "approved"}})),
]


@pytest.mark.parametrize(("law", "wrong"), [(law, wrong) for _, law, wrong in WRONGS], ids=[w[0] for w in WRONGS])
def test_what_is_wrong_is_found(world: Ledger, law: str, wrong: Wrong) -> None:
    wrong(world)
    assert [found for found in world.broken() if found.startswith(law)]


def test_more_guests_than_places_are_found(world: Ledger) -> None:
    world.db("events").registrations.insert_many([
        {"_id": f"x{n}", "activity": FORUM, "quota": "khoi-b-1", "status": "confirmed", "number": n + 3, "version": 1}
        for n in range(11)
    ])
    assert "registrations ≤ places" in world.broken()
