"""The sealer on a real MongoDB: nothing is left out, nothing is sealed twice, whoever dies or comes at once."""

import datetime as dt
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import pytest

from contracts.commands.donations import ledger as asked
from gateway.api.donations.books import ledger_lines
from messaging.lease import Lease
from messaging.unit_of_work import Store
from services.donations.ledger import earlier_blocks, exporting, proofs, sealer, sealing, unsealed
from services.donations.ledger import sealing_rules as rules
from services.donations.ledger.commands import new_entry, post_entries
from services.donations.ledger.leaves import facts_of
from services.donations.ledger.rules import gift_in_hand
from services.donations.ledger.verifying_rules import Verifier
from tests.conftest import Servers
from tests.integration.donations.ledger import steps
from tests.integration.donations.support import job

pytestmark = pytest.mark.integration

CHECKOUT = Path(__file__).resolve().parents[4]


def check_chain(store: Store, campaign: str) -> int:
    """Walk the chain of a campaign by its definition; returns how many entries it seals, each once."""
    before, seen = rules.NOTHING_BEFORE, []
    blocks = list(store.db.ledger_blocks.find({"campaign": campaign}).sort("height", 1))
    for height, block in enumerate(blocks, 1):
        header = block["header"]
        assert (header["height"], header["previous"]) == (height, before)
        entries = {e["_id"]: e for e in store.db.journal_entries.find({"_id": {"$in": block["entry_ids"]}})}
        leaves = [rules.leaf_hash(facts_of(entries[entry_id])) for entry_id in block["entry_ids"]]
        assert header["root"] == rules.root_of(leaves).hex()
        assert 0 < len(leaves) == header["entries"] <= sealing.MOST_ENTRIES
        before = rules.block_hash(header)
        assert block["hash"] == before
        seen += block["entry_ids"]
    assert len(set(seen)) == len(seen)
    lines = list(store.db.ledger_lines.find({"campaign": campaign}))
    assert sorted(i for one in lines for i in one["entry_ids"]) == sorted(seen)
    ids_of = {block["height"]: block["entry_ids"] for block in blocks}
    assert all(ids_of[o["block"]][p] == i for o in lines for p, i in zip(o["places"], o["entry_ids"], strict=True))
    turned = store.db.account_days.find({"campaign": campaign})
    assert sum(a["debit_vnd"] for a in turned) == sum(
        p["debit_vnd"] for e in store.db.journal_entries.find({"_id": {"$in": seen}}) for p in e["postings"]
    )
    return len(seen)


def test_every_entry_of_every_transaction_is_sealed_once_in_bounded_blocks(store):
    campaign, another = job.new_campaign(store), job.new_campaign(store)
    for gifts in (1, 500, 498, 2, 1, 700):
        steps.book(store, campaign, gifts)
    steps.book(store, another, 3)
    assert steps.seal_all(store) == 1705
    assert check_chain(store, campaign) == 1702
    assert check_chain(store, another) == 3
    assert store.db.unsealed_entries.count_documents({}) == 0
    assert store.db.ledger_blocks.count_documents({"campaign": campaign}) == 2


def test_two_sealers_at_once_seal_each_entry_once_and_only_the_holder_seals(store):
    campaign = job.new_campaign(store)
    for _ in range(30):
        steps.book(store, campaign, 40)
    paused = steps.sealer(store)
    successor = steps.sealer(store)  # the first one's lease ran out while it slept

    def seal(lease: Lease) -> str:
        try:
            for _ in range(10):
                sealing.seal_waiting(store, lease)
        except sealing.NotOurs:
            return "not ours"
        return "sealed"

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(seal, (paused, successor))) == ["not ours", "sealed"]
    assert check_chain(store, campaign) == 1200


def test_what_was_sealed_meanwhile_is_not_sealed_again_even_under_the_same_lease(store):
    campaign = job.new_campaign(store)
    steps.book(store, campaign, 20)
    lease = steps.sealer(store)
    prepared = sealing._prepare(store.db, *next(one for one in sealing._waiting(store.db) if one[0] == campaign))
    store.transact(lambda uow: sealing._write(uow, lease, prepared))
    with pytest.raises(sealing.NotOurs, match="sealed by another"):
        store.transact(lambda uow: sealing._write(uow, lease, prepared))
    assert check_chain(store, campaign) == 20


def test_entries_that_commit_later_than_younger_ones_are_sealed_too(store):
    campaign = job.new_campaign(store)

    def slow(uow):
        entry = new_entry(
            uow, about_kind="donation", about_id=uuid.uuid4().hex, campaign=campaign, unit=job.UNIT,
            booked_on=dt.date(2024, 11, 1), posted_by="desk", postings=gift_in_hand(campaign, job.UNIT, "cash", 7),
        )
        post_entries(uow, [entry], shard=1)
        with ThreadPoolExecutor(1) as pool:  # apart from this transaction
            pool.submit(steps.book, store, campaign, 5).result()
            assert pool.submit(steps.seal_all, store).result() == 5

    store.transact(slow)
    assert steps.seal_all(store) == 1
    assert check_chain(store, campaign) == 6


@pytest.mark.parametrize(
    "point", ["sealer.after_hash", "donations.before_commit", "donations.after_commit", "sealer.after_block"]
)
def test_a_sealer_killed_at_any_step_leaves_a_chain_that_the_next_one_goes_on_with(
    store, servers: Servers, point, tmp_path
):
    campaign = job.new_campaign(store)
    for _ in range(3):
        steps.book(store, campaign, 900)
    store.db.leases.update_one({"_id": "sealer"}, {"$set": {"holder": None, "expires_at": None}})
    environ = os.environ | {
        "CHUNGTAY_CRASH_AT": point, "CHUNGTAY_HOME": str(tmp_path),
        "MONGO_URL": servers.mongo_url, "AMQP_URL": servers.amqp_url,
        "CHUNGTAY_DB_PREFIX": store.db.name.removesuffix("_donations"),
    }
    died = subprocess.run(
        [sys.executable, "-m", "services.donations.ledger.sealer"], cwd=CHECKOUT, env=environ, timeout=60, check=False,
        capture_output=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    steps.seal_all(store)
    assert check_chain(store, campaign) == 2700
    assert store.db.unsealed_entries.count_documents({}) == 0


def test_a_journal_from_before_the_sealing_is_sealed_also_when_two_processes_begin_it_at_once(store):
    campaign = job.new_campaign(store)
    steps.book(store, campaign, 600)
    steps.book(store, campaign, 3)
    store.db.unsealed_entries.delete_many({})
    store.db.ledger_chains.delete_one({"_id": "marked:"})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: unsealed.mark_journal(store), range(2)))
    steps.seal_all(store)
    assert check_chain(store, campaign) == 603
    unsealed.mark_journal(store)
    assert store.db.unsealed_entries.count_documents({}) == 0


def test_an_entry_that_vanished_from_the_journal_is_named_and_stops_its_block(store):
    campaign = job.new_campaign(store)
    steps.book(store, campaign, 2)
    gone = store.db.journal_entries.find_one_and_delete({"campaign": campaign})
    with pytest.raises(sealing.EntriesMissing, match=gone["_id"]):
        steps.seal_all(store)
    store.db.journal_entries.insert_one(gone)
    assert steps.seal_all(store) == 2


def test_a_day_that_is_over_is_closed_said_once_and_proves_each_of_its_entries(store):
    campaign = job.new_campaign(store)
    for _ in range(5):
        steps.book(store, campaign, 300)
        steps.seal_all(store)
    lease = steps.sealer(store)
    today = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=7))).date()
    assert sealing.close_days(store, lease, today) == 0
    tomorrow = today + dt.timedelta(days=1)
    assert sealing.close_days(store, lease, tomorrow) >= 1
    assert sealing.close_days(store, lease, tomorrow) == 0

    said = [e for e in job.said(store, "donations.ledger_root_published.v1") if e["campaign"] == campaign]
    assert [(row["number"], row["last_height"], row["entries_so_far"]) for row in said] == [(1, 5, 1500)]
    for entry in store.db.journal_entries.find({"campaign": campaign}).limit(20):
        proof = store.transact(lambda uow, entry=entry: proofs.get_ledger_proof(uow, {"id": entry["_id"]}))
        rules.check_proof(proof, published=said[0]["hash"])
        assert proof["leaf"] == rules.leaf_hash(facts_of(entry)).hex()

    steps.book(store, campaign, 1)
    steps.seal_all(store)
    chain = store.db.ledger_chains.find_one({"_id": campaign})
    assert chain["day"] == tomorrow.isoformat(), "a closed day was opened again"
    sealing.close_days(store, steps.sealer(store), tomorrow + dt.timedelta(days=1))
    second = [e for e in job.said(store, "donations.ledger_root_published.v1") if e["campaign"] == campaign][-1]
    assert (second["number"], second["first_height"], second["previous"]) == (2, 6, said[0]["hash"])


def test_a_proof_refuses_by_name_what_is_unknown_unsealed_or_changed_behind_our_back(store):
    campaign = job.new_campaign(store)
    steps.book(store, campaign, 3)
    entry = store.db.journal_entries.find_one({"campaign": campaign})

    def prove(entry_id: str):
        return store.transact(lambda uow: proofs.get_ledger_proof(uow, {"id": entry_id}))

    with pytest.raises(proofs.EntryNotFound):
        prove("donation-unknown")
    with pytest.raises(proofs.EntryNotSealedYet):
        prove(entry["_id"])
    steps.seal_all(store)
    assert prove(entry["_id"])["day"] is None
    entry["postings"][0]["debit_vnd"] += 1
    store.db.journal_entries.replace_one({"_id": entry["_id"]}, entry)
    with pytest.raises(proofs.EntryUnlikeItsSeal):
        prove(entry["_id"])
    entry["postings"][0]["debit_vnd"] -= 1
    store.db.journal_entries.replace_one({"_id": entry["_id"]}, entry)


def test_an_entry_whose_time_or_campaign_was_changed_behind_our_back_is_unlike_its_seal_not_unsealed(store):
    campaign = job.new_campaign(store)
    steps.book(store, campaign, 3)
    steps.seal_all(store)
    entry = store.db.journal_entries.find_one({"campaign": campaign})
    for change in ({"posted_at": entry["posted_at"] + dt.timedelta(days=400)}, {"campaign": "another"}):
        store.db.journal_entries.replace_one({"_id": entry["_id"]}, entry | change)
        with pytest.raises(proofs.EntryUnlikeItsSeal):
            store.transact(lambda uow: proofs.get_ledger_proof(uow, {"id": entry["_id"]}))
    store.db.journal_entries.replace_one({"_id": entry["_id"]}, entry)


def test_blocks_of_an_earlier_version_get_their_lines_also_when_two_processes_begin_at_once(store):
    campaign = job.new_campaign(store)
    for gifts in (900, 400, 7):
        steps.book(store, campaign, gifts)
    steps.seal_all(store)
    as_now = list(store.db.ledger_blocks.find({"campaign": campaign}).sort("height", 1))
    store.db.ledger_blocks.update_many({}, {"$unset": {"from_at": 1, "to_at": 1}})
    store.db.ledger_lines.delete_many({})
    store.db.ledger_positions.insert_one({"_id": "of an earlier version"})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: earlier_blocks.gather_lines(store), range(2)))
    assert list(store.db.ledger_blocks.find({"campaign": campaign}).sort("height", 1)) == as_now
    assert check_chain(store, campaign) == 1307
    entry_id = as_now[1]["entry_ids"][5]
    assert store.transact(lambda uow: proofs.get_ledger_proof(uow, {"id": entry_id}))["place"] == 5
    assert "ledger_positions" not in store.db.list_collection_names()


def test_sealing_gives_way_to_an_import_that_runs_but_not_for_long(store):
    campaign = job.new_campaign(store)
    steps.seal_all(store)
    steps.book(store, campaign, 3)
    store.db.statement_imports.insert_one({"_id": campaign, "status": "running"})
    store.db.leases.update_one({"_id": "sealer"}, {"$set": {"holder": None, "expires_at": None}})
    one = sealer.Sealer(store)
    assert one._lease.hold()
    try:
        assert one.round() == 0
        for off in (-sealer.LONGEST_GIVING_WAY, dt.timedelta(hours=1)):  # the clock of who booked may be wrong
            store.db.unsealed_entries.update_many({}, {"$set": {"queued_at": dt.datetime.now(dt.UTC) + off}})
            assert one.round() == 3
            steps.book(store, campaign, 3)
        assert one.round() == 0
        store.db.statement_imports.update_one({"_id": campaign}, {"$set": {"status": "done"}})
        assert one.round() == 3
    finally:
        store.db.statement_imports.delete_one({"_id": campaign})


def test_a_large_backlog_is_sealed_in_bounded_rounds_and_nobody_waits_for_what_came_later(store):
    large, small = job.new_campaign(store), job.new_campaign(store)
    steps.seal_all(store)
    for gifts in (900, 900, 900):
        steps.book(store, large, gifts)
    steps.book(store, small, 2)
    for _ in range(4):
        steps.book(store, large, 900)
    lease = steps.sealer(store)
    assert sealing.seal_waiting(store, lease) < 7 * 900
    assert check_chain(store, small) == 2
    assert sealing.seal_waiting(store, lease) > 0
    assert check_chain(store, large) == 7 * 900


def test_the_export_of_a_ledger_of_many_parts_and_days_is_whole_and_a_change_in_the_database_is_named(store):
    campaign = job.new_campaign(store)
    today = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=7))).date()
    for day in range(3):
        for gifts in (800, 700, 1):
            steps.book(store, campaign, gifts)
            steps.seal_all(store)
        if day < 2:
            sealing.close_days(store, steps.sealer(store), today + dt.timedelta(days=day + 1))
    published = {
        row["day"]: row["hash"]
        for row in job.said(store, "donations.ledger_root_published.v1") if row["campaign"] == campaign
    }
    assert len(published) == 2
    verifier = Verifier(published)
    assert _faults(verifier, exported(store, campaign)) == []
    assert (verifier.entries, verifier.blocks) == (4503, 9)

    entry = store.db.journal_entries.find_one({"campaign": campaign})
    changed = {**entry, "unit": "583"}
    store.db.journal_entries.replace_one({"_id": entry["_id"]}, changed)
    faults = _faults(Verifier(published), exported(store, campaign))
    assert f"Bút toán {entry['_id']} đã bị sửa: nội dung không khớp mã đã niêm phong." in faults
    store.db.journal_entries.delete_one({"_id": entry["_id"]})
    assert any("phải có" in fault for fault in _faults(Verifier(published), exported(store, campaign)))


def exported(store: Store, campaign: str) -> Iterator[dict[str, Any]]:
    """The lines of the export, in parts as the gateway asks for them."""

    def ask(method, payload):
        schema, work = {
            "get_ledger_part": (asked.GetLedgerPart, exporting.get_ledger_part),
            "get_ledger_days": (asked.GetLedgerDays, exporting.get_ledger_days),
        }[method]
        return store.transact(lambda uow: work(uow, schema().load(payload)))

    for piece in ledger_lines(campaign, ask):
        yield from (orjson.loads(line) for line in piece.splitlines())


def _faults(verifier: Verifier, lines: Iterable[dict[str, Any]]) -> list[str]:
    found = [fault for line in lines for fault in verifier.feed(line)]
    return [*found, *verifier.finish()]
