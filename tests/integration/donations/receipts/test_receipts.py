"""Numbers without gaps, one living receipt per gift, whatever happens meanwhile."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from contracts.commands.donations.receipts import FindReceipts
from contracts.refusals import Refusal
from messaging.unit_of_work import Store, UnitOfWork
from services.donations.receipts import commands
from services.donations.receipts.searching import find_receipts
from tests.conftest import Servers
from tests.integration.donations.receipts.job import UNIT, asker, give, issue, numbers, read, replace, void
from tests.integration.donations.support.job import new_campaign

pytestmark = pytest.mark.integration


def check(store: Store, code: str) -> dict[str, object]:
    return dict(store.transact(lambda uow: commands.check_receipt(uow, {"id": code})))


def test_two_hundred_at_once_take_the_numbers_1_to_200(store: Store) -> None:
    campaign = new_campaign(store)
    gifts = give(store, campaign, 200)
    with ThreadPoolExecutor(32) as desks:
        answers = list(desks.map(lambda gift: issue(store, campaign, [gift]), gifts))
    assert numbers(store, campaign) == list(range(1, 201))
    assert all(answer["new"] == 1 for answer in answers)


def test_the_same_gifts_from_many_desks_at_once_get_one_receipt_each(store: Store) -> None:
    campaign = new_campaign(store)
    gifts = give(store, campaign, 5)
    with ThreadPoolExecutor(16) as desks:
        answers = list(desks.map(lambda _: issue(store, campaign, gifts), range(16)))
    assert numbers(store, campaign) == [1, 2, 3, 4, 5]
    assert sum(answer["new"] for answer in answers) == 5
    assert len({orjson.dumps(answer["receipts"]) for answer in answers}) == 1


def test_a_batch_takes_its_numbers_in_the_order_asked(store: Store) -> None:
    campaign = new_campaign(store)
    gifts = give(store, campaign, 500)
    answer = issue(store, campaign, gifts)
    assert [one["donation_id"] for one in answer["receipts"]] == gifts
    assert [one["number_text"][:7] for one in answer["receipts"]] == [f"{n:07d}" for n in range(1, 501)]


def test_an_aborted_transaction_takes_no_number(store: Store) -> None:
    campaign = new_campaign(store)
    gifts = give(store, campaign, 3)
    issue(store, campaign, gifts[:1])

    def fails(uow: UnitOfWork) -> None:
        command = {"campaign": campaign, "unit": UNIT, "requested": False,
                   "gifts": [{"donation_id": gifts[1], "address": ""}]}
        commands.issue_receipts(uow, command, asker())
        raise RuntimeError("power goes")

    for _ in range(3):
        with pytest.raises(RuntimeError):
            store.transact(fails)
    issue(store, campaign, gifts[1:])
    assert numbers(store, campaign) == [1, 2, 3]


_DIES = """
import sys
from messaging.unit_of_work import Store
from runtime.settings import Settings
from tests.integration.donations.receipts.job import issue
mongo_url, amqp_url, prefix, campaign, gift, key = sys.argv[1:]
issue(Store("donations", Settings(mongo_url=mongo_url, amqp_url=amqp_url, db_prefix=prefix)), campaign, [gift], key)
"""


@pytest.mark.parametrize("point", ["receipts.numbers_taken", "donations.before_commit", "donations.after_commit"])
def test_a_process_killed_while_it_issues_leaves_no_gap(store: Store, servers: Servers, point: str) -> None:
    campaign = new_campaign(store)
    gifts = give(store, campaign, 3)
    issue(store, campaign, gifts[:1])
    key = f"key at {point}"
    prefix = store.db.name.removesuffix("_donations")
    died = subprocess.run(
        [sys.executable, "-c", _DIES, servers.mongo_url, servers.amqp_url, prefix, campaign, gifts[1], key],
        env=os.environ | {"CHUNGTAY_CRASH_AT": point}, check=False, timeout=60,
    )
    assert died.returncode == -9
    assert issue(store, campaign, [gifts[1]], key)["new"] == 1, "the first answer, or the first try that holds"
    issue(store, campaign, gifts[2:])
    assert numbers(store, campaign) == [1, 2, 3]


def test_a_void_receipt_keeps_its_number_and_its_replacement_takes_the_next(store: Store) -> None:
    campaign = new_campaign(store)
    (gift,) = give(store, campaign)
    first = issue(store, campaign, [gift], address="12 Trần Phú")["receipts"][0]
    new = replace(store, first["receipt_id"], "k", donor_name="Nguyễn Văn Ân")
    assert replace(store, first["receipt_id"], "k", donor_name="Nguyễn Văn Ân") == new, "the same key changes nothing"
    old = read(store, first["receipt_id"])
    assert (old["status"], old["void_reason"], old["replaced_by"]) == ("void", "Ghi sai tên", new["receipt_id"])
    made = read(store, new["receipt_id"])
    assert (made["number"], made["replaces"], made["donor_name"]) == (2, first["receipt_id"], "Nguyễn Văn Ân")
    assert made["address"] == "12 Trần Phú"
    with pytest.raises(Refusal) as refused:
        void(store, first["receipt_id"])
    assert refused.value.code == "receipt_is_void"
    void(store, new["receipt_id"])
    assert issue(store, campaign, [gift])["receipts"][0]["number_text"].startswith("0000003/")
    assert store.db.receipts.count_documents({"donation_id": gift, "status": "issued"}) == 1


def test_many_who_replace_one_receipt_at_once_make_one_replacement(store: Store) -> None:
    campaign = new_campaign(store)
    receipt_id = issue(store, campaign, give(store, campaign))["receipts"][0]["receipt_id"]

    def try_it(_number: int) -> str:
        try:
            replace(store, receipt_id)
        except Refusal as refusal:
            return refusal.code
        return "replaced"

    with ThreadPoolExecutor(8) as desks:
        came = list(desks.map(try_it, range(8)))
    assert sorted(came) == ["receipt_is_void"] * 7 + ["replaced"]
    assert numbers(store, campaign) == [1, 2]


def test_a_batch_with_one_bad_gift_takes_no_number_at_all(store: Store) -> None:
    campaign = new_campaign(store)
    gifts = give(store, campaign, 2)
    (card,) = give(store, campaign, channel="card")
    (elsewhere,) = give(store, campaign, unit="583")
    for bad, code in ((card, "receipt_not_asked_for"), (elsewhere, "gift_elsewhere"), ("no-gift", None)):
        with pytest.raises(Refusal) as refused:
            issue(store, campaign, [*gifts, bad])
        assert refused.value.field == "gifts.2.donation_id"
        assert code in (None, refused.value.code)
    assert numbers(store, campaign) == []
    assert issue(store, campaign, [*gifts, card], requested=True)["new"] == 3


def test_a_check_tells_what_the_donor_consents_to_and_no_more(store: Store) -> None:
    campaign = new_campaign(store)
    for display, shown in (("shown", "Nguyễn Văn An"), ("masked", "N. V. A."), ("anonymous", "")):
        gift = give(store, campaign, name_display=display, note="Gửi bà Tư")
        receipt = read(store, issue(store, campaign, gift)["receipts"][0]["receipt_id"])
        assert receipt["donor_name"] == "Nguyễn Văn An"
        assert receipt["amount_in_words"] == "Năm trăm hai mươi ba nghìn không trăm năm mươi sáu đồng"
        told = check(store, receipt["check_code"].lower())
        assert (told["status"], told["donor_name"], told["amount_vnd"]) == ("issued", shown, 523_056)
        assert "bà Tư" not in str(told)
    void(store, receipt["receipt_id"])
    assert check(store, receipt["check_code"])["status"] == "void"
    for wrong in ("BN0000000000000000AA", receipt["check_code"][:-1]):
        with pytest.raises(Refusal) as refused:
            check(store, wrong)
        assert refused.value.code == "receipt_not_found"


def test_events_and_kept_answers_name_no_masked_donor_and_no_check_code(store: Store) -> None:
    campaign = new_campaign(store)
    gift = give(store, campaign)
    issued = issue(store, campaign, gift, address="Số 9 Lê Lợi")["receipts"][0]
    receipt = read(store, issued["receipt_id"])
    events = [row["body"] for row in store.db.outbox.find() if b"receipts_changed" in row["body"]]
    answers = [row["answer"] for row in store.db.idempotency_keys.find({"_id": {"$regex": "^issue_receipts"}})]
    assert events and answers
    kept = b"".join(event for event in events if receipt["receipt_id"].encode() in event) + b"".join(answers)
    for secret in ("Nguyễn Văn An", "Số 9 Lê Lợi", receipt["check_code"]):
        assert secret.encode() not in kept


def test_every_look_at_names_is_recorded(store: Store) -> None:
    campaign = new_campaign(store)
    receipt_id = issue(store, campaign, give(store, campaign))["receipts"][0]["receipt_id"]
    read(store, receipt_id)
    (look,) = store.db.receipt_looks.find({"receipt_ids": receipt_id})
    assert look["actor"] == "treasurer"


def test_a_gift_that_was_taken_back_gets_no_receipt_and_the_one_it_has_says_so(store: Store) -> None:
    campaign = new_campaign(store)
    (gift,) = give(store, campaign)
    receipt = read(store, issue(store, campaign, [gift])["receipts"][0]["receipt_id"])
    assert check(store, receipt["check_code"])["taken_back"] is False
    store.db.donations.update_one({"_id": gift}, {"$set": {"reversal_entry_id": f"reversal-donation-{gift}"}})
    assert check(store, receipt["check_code"])["taken_back"] is True
    void(store, receipt["receipt_id"])
    with pytest.raises(Refusal) as refused:
        issue(store, campaign, [gift])
    assert refused.value.code == "gift_taken_back"


def test_levels_have_series_of_their_own(store: Store) -> None:
    campaign = new_campaign(store)
    gift = issue(store, campaign, give(store, campaign))["receipts"][0]
    store.db.campaigns.update_one({"_id": campaign}, {"$push": {"units": {"unit": "58", "target_vnd": 0}}})
    of_province = issue(store, campaign, give(store, campaign, unit="58"), unit="58")["receipts"][0]
    assert gift["number_text"].endswith("-H") and of_province["number_text"].endswith("-T")
    assert numbers(store, campaign) == [1, 1]


def test_a_receipt_is_found_by_its_number_or_a_part_of_the_name_and_the_look_is_kept(store: Store) -> None:
    campaign = new_campaign(store)
    first, second = (give(store, campaign, donor_name=name)[0] for name in ("Đặng Thị Ánh", "Trần Văn Mẫu"))
    told = issue(store, campaign, [first, second])["receipts"]

    def found(text: str, **more: Any) -> list[str]:
        command = FindReceipts().load({"campaign": campaign, "text": text, **more})
        context = asker()
        answer = store.transact(lambda uow: find_receipts(uow, command, context), context)
        return [one["receipt_id"] for one in answer["receipts"]]

    assert found("dang thi anh") == [told[0]["receipt_id"]]
    looked = store.db.receipt_looks.find_one(sort=[("at", -1)])
    assert looked and looked["receipt_ids"] == [told[0]["receipt_id"]]
    assert found(told[1]["number_text"]) == found("2") == [told[1]["receipt_id"]]
    assert found("2", units=["583"]) == found("3") == found("2/1999") == []
