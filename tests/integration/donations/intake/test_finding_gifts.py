"""Gifts are found by the donor's name without diacritics, by a receipt's number, within units, page by page."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from contracts.commands.donations.intake import ChangeDonorConsent, CorrectDonation, FindGifts
from contracts.commands.donations.receipts import IssueReceipts
from contracts.page_marks import BrokenPageMark
from messaging.unit_of_work import Store
from services.donations.intake.amending import change_donor_consent, correct_donation
from services.donations.intake.documents import BY_WORDS, DONATIONS
from services.donations.intake.searching import find_gifts, keep_words_of_names
from services.donations.receipts.commands import issue_receipts
from tests.integration.donations.receipts.job import asker

pytestmark = pytest.mark.integration


def found(store: Store, text: str, **more: Any) -> list[str]:
    return [one["donor_name"] for one in page(store, text, **more)["gifts"]]


def page(store: Store, text: str, **more: Any) -> dict[str, Any]:
    command = FindGifts().load({"campaign": "thu", "text": text, **more})
    return dict(store.transact(lambda uow: find_gifts(uow, command)))


def named(give: Any, *names: str, **changes: Any) -> list[str]:
    told = give(*((uuid.uuid4().hex, {"donor_name": name, **changes}) for name in names))
    return [one["ok"]["donation_id"] for one in told]


def test_a_name_is_found_by_its_words_in_any_order_without_diacritics(store: Store, give: Any) -> None:
    named(give, "Đặng Thị Ý", "Nguyễn Văn Đăng", "Công ty TNHH Đặng-Gia", "")
    assert sorted(found(store, "dang")) == ["Công ty TNHH Đặng-Gia", "Nguyễn Văn Đăng", "Đặng Thị Ý"]
    assert found(store, "Y DANG") == ["Đặng Thị Ý"]
    assert found(store, "đặng gia") == ["Công ty TNHH Đặng-Gia"]
    assert found(store, "dang van nguyen") == ["Nguyễn Văn Đăng"] and found(store, "dang van thi") == []
    assert found(store, "dang khac") == [] and found(store, "…") == []


def test_a_masked_donor_is_found_by_the_whole_name_and_only_within_the_units(store: Store, give: Any) -> None:
    named(give, "Trần Thị Mẫu", name_display="anonymous")
    named(give, "Trần Thị Mẫu", unit="582")
    assert len(found(store, "tran mau")) == 2
    assert len(found(store, "tran mau", units=["582"])) == 1
    assert found(store, "tran mau", units=[]) == []


def test_pages_go_on_where_the_last_one_ended(store: Store, give: Any) -> None:
    for day in ("2024-10-18", "2024-10-19"):
        named(give, *(f"Lê Mẫu {number}" for number in range(4)), received_on=day)
    seen, after = [], None
    while True:
        told = page(store, "le mau", limit=3, after=after)
        seen += [(one["received_on"], one["donation_id"]) for one in told["gifts"]]
        after = told["next"]
        if after is None:
            break
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == 8
    with pytest.raises(BrokenPageMark):
        page(store, "le mau", after="x")


def test_the_number_of_a_receipt_leads_to_its_gift(store: Store, give: Any) -> None:
    ids = named(give, "Phạm Thị Một", "Phạm Thị Hai")
    command = IssueReceipts().load({"campaign": "thu", "unit": "58", "gifts": [{"donation_id": id} for id in ids]})
    context = asker()
    made = store.transact(lambda uow: issue_receipts(uow, command, context), context)["receipts"]
    second = made[1]
    number = second["number_text"].partition("/")[0]
    assert [one["donation_id"] for one in page(store, second["number_text"])["gifts"]] == [second["donation_id"]]
    assert [one["donation_id"] for one in page(store, number)["gifts"]] == [second["donation_id"]]
    assert found(store, number, units=["582"]) == []
    assert found(store, f"{number}/1999") == []


def test_a_corrected_name_is_found_and_a_wish_not_to_be_shown_changes_nothing(store: Store, give: Any) -> None:
    [id] = named(give, "Bùi Văn Nhầm")
    command = CorrectDonation().load({"donation_id": id, "cause": "Ghi nhầm tên", "donor_name": "Bùi Văn Đúng"})
    context = asker()
    right = store.transact(lambda uow: correct_donation(uow, command, context), context)
    wish = {"donation_id": right["donation_id"], "name_display": "anonymous", "consent_basis": "spoken"}
    consent, again = ChangeDonorConsent().load(wish), asker()
    store.transact(lambda uow: change_donor_consent(uow, consent, again), again)
    assert found(store, "bui dung") == ["Bùi Văn Đúng"] and found(store, "bui nham") == ["Bùi Văn Nhầm"]


def test_gifts_of_before_are_found_once_their_words_are_kept(store: Store, give: Any) -> None:
    named(give, "Hồ Thị Cũ", "")
    gifts = store.db[DONATIONS]
    gifts.update_many({}, {"$unset": {"donor_words": ""}})
    assert found(store, "ho cu") == []
    keep_words_of_names(store)
    keep_words_of_names(store)
    assert found(store, "ho cu") == ["Hồ Thị Cũ"]
    plan = gifts.find({"campaign": "thu", "donor_words": "cu"}).hint(BY_WORDS).explain()["executionStats"]
    assert plan["totalKeysExamined"] == 1, "the one without a name is not in the index"
