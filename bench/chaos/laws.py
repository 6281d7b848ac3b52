"""The laws of conservation: what was acknowledged is there once, and every sum of it agrees, to the đồng.

Checked when the system is quiet, from outside: straight from the databases and by the report's own API.  What the
services keep is compared with what clients were told, and the read models with what the services keep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pymongo.database import Database

from bench.chaos.book import Violation
from bench.chaos.world import FORUM, MAIN, PLACES, PROBE, QUOTAS, World
from gateway.projections import check
from gateway.projections.names import rows_name
from services.donations.ledger import sealing_rules

Db = Database[dict[str, Any]]
Found = list[Violation]


class Seen:
    """What the databases hold just now."""

    def __init__(self, world: World, client: Any) -> None:
        self.book = world.book
        self.donations_db: Db = client[f"{world.prefix}_donations"]
        self.events_db: Db = client[f"{world.prefix}_events"]
        self.monitoring_db: Db = client[f"{world.prefix}_monitoring"]
        self.gateway_db: Db = client[f"{world.prefix}_gateway"]
        position = self.gateway_db.positions.find_one({}) or {}
        self.rows = self.gateway_db[rows_name(position.get("generation", 1))]
        self.donations = list(self.donations_db.donations.find({}))
        self.entries = list(self.donations_db.journal_entries.find({}))

    def desk(self, campaign: str) -> dict[str, int]:
        """Gifts given in hand: amount by id."""
        return {d["_id"]: d["amount_vnd"] for d in self.donations
                if d["campaign"] == campaign and d.get("statement_line_id") is None}


def acknowledged_gifts(seen: Seen) -> Found:
    """Every acknowledged gift is there once with its amount, and no other gift is."""
    found = []
    for campaign, told in ((MAIN, seen.book.donations), (PROBE, seen.book.probes)):
        found += _same(f"acknowledged gifts = gifts booked ({campaign})", told, seen.desk(campaign))
    return found


def ledger(seen: Seen) -> Found:
    """One balanced entry per gift; the fund's credits are the accepted money."""
    found = []
    uneven = [e["_id"] for e in seen.entries
              if sum(p["debit_vnd"] for p in e["postings"]) != sum(p["credit_vnd"] for p in e["postings"])]
    if uneven:
        found.append(Violation("every journal entry balances", "debits = credits", f"{len(uneven)} do not",
                               tuple(uneven)))
    booked = {e["about_id"]: _credited(e, "fund:") for e in seen.entries if e["about_kind"] == "donation"}
    found += _same("journal entries = gifts", {d["_id"]: d["amount_vnd"] for d in seen.donations}, booked)
    return found


def sealed(seen: Seen) -> Found:
    """Every journal entry is in one block, and each block follows the one before it."""
    blocks = list(seen.donations_db.ledger_blocks.find({}).sort([("campaign", 1), ("height", 1)]))
    there = Counter(entry_id for block in blocks for entry_id in block["entry_ids"])
    found = _same("journal entries = entries in blocks, once each", dict.fromkeys((e["_id"] for e in seen.entries), 1),
                  dict(there))
    ends: dict[str, tuple[int, str]] = {}
    torn = []
    for block in blocks:
        height, head = ends.get(block["campaign"], (0, sealing_rules.NOTHING_BEFORE))
        follows = (block["header"]["height"], block["header"]["previous"]) == (height + 1, head)
        if not follows or sealing_rules.block_hash(block["header"]) != block["hash"]:
            torn.append(block["_id"])
        ends[block["campaign"]] = block["height"], block["hash"]
    if torn:
        found.append(Violation("each block follows the one before it", "a chain", f"{len(torn)} do not", tuple(torn)))
    return found


def gifts_in_rows(seen: Seen) -> Found:
    """Each gift is one row with its amount."""
    there = {r["state"]["donation_id"]: r["state"]["amount_vnd"] for r in seen.rows.find({"kind": "donation"})}
    return _same("gifts = rows of gifts", {d["_id"]: d["amount_vnd"] for d in seen.donations}, there)


def statements(seen: Seen) -> Found:
    """Each acknowledged statement is imported whole: its credits are gifts, its debits are booked."""
    there = {s["_id"]: s["status"] for s in seen.donations_db.statement_imports.find({})}
    found = _same("acknowledged statements are done", dict.fromkeys(seen.book.imports, "done"),
                  {i: s for i, s in there.items() if i in seen.book.imports})
    credits = [d["amount_vnd"] for d in seen.donations if d.get("statement_line_id")]
    debits = [_credited(e, "bank:") for e in seen.entries if e["about_kind"] == "bank_debit"]
    told = seen.book.imports.values()
    found += _equal("credit lines of statements = gifts by transfer (count, đồng)",
                    (sum(s.credits for s in told), sum(s.credit_vnd for s in told)), (len(credits), sum(credits)))
    found += _equal("debit lines of statements = bank debits booked (count, đồng)",
                    (sum(s.debits for s in told), sum(s.debit_vnd for s in told)), (len(debits), sum(debits)))
    there_rows = seen.rows.count_documents({"kind": "bank_debit"})
    return found + _equal("bank debits booked = rows of bank debits", len(debits), there_rows)


def pledges(seen: Seen) -> Found:
    """Pledges are there once; what came for each is what its gifts bring; rows say the same."""
    kept = list(seen.donations_db.pledges.find({"campaign": MAIN}))
    found = _same("acknowledged pledges = pledges kept", seen.book.pledges, {p["_id"]: p["amount_vnd"] for p in kept})
    came: Counter[str] = Counter()
    for donation in seen.donations:
        if donation.get("pledge_id"):
            came[donation["pledge_id"]] += donation["amount_vnd"]
    fulfilled = {p["_id"]: p["fulfilled_vnd"] for p in kept}
    found += _same("gifts for a pledge = what the pledge counts", {i: came[i] for i in fulfilled}, fulfilled)
    rows = {r["state"]["pledge_id"]: r["state"]["fulfilled_vnd"] for r in seen.rows.find({"kind": "pledge"})}
    return found + _same("pledges = rows of pledges", fulfilled, rows)


def registrations(seen: Seen) -> Found:
    """Registrations = what was told; counters = registrations ≤ places; rows say the same."""
    kept = list(seen.events_db.registrations.find({"activity": FORUM}))
    status = {r["_id"]: r["status"] for r in kept}
    found = _same("acknowledged registrations = registrations kept", dict.fromkeys(seen.book.registrations, True),
                  dict.fromkeys(status, True))
    found += _same("acknowledged cancellations = cancelled registrations", dict.fromkeys(seen.book.cancelled, True),
                   {i: True for i, s in status.items() if s == "cancelled"})
    activity = seen.events_db.activities.find_one({"_id": FORUM}) or {}
    for counter, state in (("taken", "confirmed"), ("waiting", "waiting")):
        counted = Counter(r["quota"] for r in kept if r["status"] == state)
        stored = {quota: n for quota, n in activity.get(counter, {}).items() if n}
        found += _same(f"counter {counter} = {state} registrations, by quota", dict(counted), stored)
    confirmed = Counter(r["quota"] for r in kept if r["status"] == "confirmed")
    confirmed["khoi-b"] += confirmed["khoi-b-1"]
    over = {quota: n for quota, n in confirmed.items() if n > QUOTAS[quota]}
    total = sum(1 for s in status.values() if s == "confirmed")
    if over or total > PLACES:
        found.append(Violation("registrations ≤ places", f"{QUOTAS}, {PLACES} in all", f"{dict(confirmed)}, {total}"))
    found += _equal("registrations are numbered 1, 2, 3 …", list(range(1, len(kept) + 1)),
                    sorted(r["number"] for r in kept))
    rows = {r["state"]["registration_id"]: (r["version"], r["state"]["status"])
            for r in seen.rows.find({"kind": "registration"})}
    return found + _same("registrations = rows of registrations",
                         {r["_id"]: (r["version"], r["status"]) for r in kept}, rows)


def payments(seen: Seen) -> Found:
    """Payments are there once; the paid ones are booked and committed; findings hold what is not paid."""
    kept = {p["_id"]: p for p in seen.donations_db.payments.find({"campaign": MAIN})}
    found = _same("acknowledged payments = payments kept", seen.book.payments,
                  {i: p["amount_vnd"] for i, p in kept.items()})
    paid = {i: p["amount_vnd"] for i, p in kept.items() if p["status"] == "paid"}
    found += _same("acknowledged payouts = paid payments", {i: seen.book.payments.get(i) for i in seen.book.paid}, paid)
    booked = {e["about_id"]: _credited(e, "cash:") for e in seen.entries if e["about_kind"] == "payment"}
    found += _same("paid payments = journal entries of support", paid, booked)
    committed = sum(b["committed_vnd"] for b in seen.donations_db.fund_balances.find({"campaign": MAIN}))
    reserved = sum(p["amount_vnd"] for p in kept.values() if p.get("is_reserved"))
    found += _equal("paid and reserved = money committed by the fund (đồng)", sum(paid.values()) + reserved, committed)
    rows = {r["state"]["payment_id"]: (r["version"], r["state"]["status"], r["state"]["open_finding_ids"])
            for r in seen.rows.find({"kind": "payment"})}
    return found + _same("payments = rows of payments",
                         {i: (p["version"], p["status"], p.get("open_finding_ids", [])) for i, p in kept.items()}, rows)


def findings(seen: Seen) -> Found:
    """Findings are there once, in rows too, and have held the payment they are about unless it was paid."""
    kept = {f["_id"]: f["about"]["id"] for f in seen.monitoring_db.findings.find({})}
    found = _same("acknowledged findings = findings kept", seen.book.findings, kept)
    rows = {r["state"]["finding_id"]: r["state"]["about"]["id"] for r in seen.rows.find({"kind": "finding"})}
    found += _same("findings = rows of findings", kept, rows)
    followed = {f["_id"]: f["about_id"] for f in seen.donations_db.followed_findings.find({})}
    found += _same("findings = findings followed by the donations service", kept, followed)
    held = {p["_id"]: p for p in seen.donations_db.payments.find({"_id": {"$in": list(kept.values())}})}
    loose = [f for f, p in kept.items() if held[p]["status"] != "paid" and f not in held[p]["open_finding_ids"]]
    if loose:
        found.append(Violation("an open finding holds its unpaid payment", "held", "not held", tuple(loose)))
    return found


def read_models(seen: Seen) -> Found:
    """Cells are the sums of rows, rows are what their events say: the product's own check, computed anew."""
    told = check.check(seen.gateway_db)
    if not told.count:
        return []
    return [Violation("cells = rows = event log", "no difference", f"{told.count} differences",
                      tuple(told.differences[:10]))]


def sums(seen: Seen) -> Found:
    """Accepted money = ledger = rows = cells, to the đồng."""
    found = []
    for campaign in (MAIN, PROBE):
        accepted = sum(d["amount_vnd"] for d in seen.donations if d["campaign"] == campaign)
        booked = sum(_credited(e, f"fund:{campaign}:") for e in seen.entries)
        in_rows = sum(r["state"]["amount_vnd"] for r in seen.rows.find({"kind": "donation", "campaign": campaign}))
        cells = seen.gateway_db[seen.rows.name.replace("rows", "cells")]
        in_cells = sum(c["amount_vnd"] for c in cells.find({"campaign": campaign, "figure": "received",
                                                            "grain": "day"}))
        if len({accepted, booked, in_rows, in_cells}) > 1:
            found.append(Violation(f"ledger = accepted money = cells = rows ({campaign})", f"{accepted} đồng accepted",
                                   f"ledger {booked}, rows {in_rows}, cells {in_cells} đồng"))
    return found


LAWS: tuple[Callable[[Seen], Found], ...] = (
    acknowledged_gifts, ledger, sealed, gifts_in_rows, statements, pledges, registrations, payments, findings, sums,
    read_models,
)


def broken(world: World) -> Found:
    """Every law that does not hold just now.  Raises PyMongoError."""
    with world.mongo() as client:
        seen = Seen(world, client)
        return [violation for law in LAWS for violation in law(seen)]


def _credited(entry: Mapping[str, Any], account_start: str) -> int:
    return sum(p["credit_vnd"] for p in entry["postings"] if p["account"].startswith(account_start))


def _same(law: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> Found:
    """The two say the same about the same ids."""
    missing = [i for i in expected if i not in found]
    extra = [i for i in found if i not in expected]
    differ = [f"{i} ({expected[i]} → {found[i]})" for i in expected if i in found and expected[i] != found[i]]
    if not (missing or extra or differ):
        return []
    words = f"{len(found)}: {len(missing)} missing, {len(extra)} too many, {len(differ)} different"
    return [Violation(law, str(len(expected)), words, tuple(_some(missing, extra, differ)))]


def _some(*lists: Iterable[str]) -> list[str]:
    return [one for some in lists for one in list(some)[:4]]


def _equal(law: str, expected: object, found: object) -> Found:
    if expected == found:
        return []
    return [Violation(law, str(expected)[:300], str(found)[:300])]
