"""Lists of enterprises on a real MongoDB: twice, at once, and what a letter's QR says."""

import base64
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from contracts.commands.donations import appeals as asked
from messaging.unit_of_work import Store
from services.donations.appeals import commands, telling
from services.donations.campaigns.documents import Campaign, FundAccount
from services.donations.vietqr.rules import parse
from tests.integration.donations.support.job import at_now, context, new_campaign

LIST = "Tên doanh nghiệp,Mã số thuế\n" + "".join(f"Công ty Số {n},\n" for n in range(1, 41))


def appeal(store: Store, **changes: Any) -> str:
    code = f"a{uuid.uuid4().hex[:10]}"
    body = {
        "code": code, "campaign": new_campaign(store), "unit": "582", "title": "Thư ngỏ", "place": "Phan Rang",
        "letter_text": "Kính gửi {{ten_doanh_nghiep}}", "issued_on": "2024-10-01", "reply_by_on": "2024-10-15",
        "signer_name": "Người Ký", "signer_office": "Trưởng ban", **changes,
    }
    command = asked.SaveAppeal().load(body)
    at_now(store, lambda uow: commands.save_appeal(uow, command), context("desk"))
    return code


def take_in(store: Store, code: str, key: str | None = None, content: str = LIST) -> dict[str, Any]:
    asker = context("desk", key)
    command = asked.ImportEnterprises().load(
        {"appeal": code, "file_name": "ds.csv", "content_base64": base64.b64encode(content.encode()).decode()}
    )
    told: dict[str, Any] = at_now(store, lambda uow: commands.import_enterprises(uow, command, asker), asker)
    return told


def letters(store: Store, code: str) -> list[dict[str, Any]]:
    command = asked.LettersOfAppeal().load({"appeal": code, "limit": 500, "merged": True})
    found: list[dict[str, Any]] = store.transact(lambda uow: telling.list_appeal_letters(uow, command))["letters"]
    return found


def test_two_clerks_who_send_the_same_list_at_once_make_each_letter_once(store: Store) -> None:
    code = appeal(store)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda _: take_in(store, code), range(2)))
    assert sorted(one["added"] for one in told) == [0, 40]
    assert [one["number"] for one in letters(store, code)] == list(range(1, 41))


def test_the_same_request_again_gets_its_first_answer(store: Store) -> None:
    code, key = appeal(store), uuid.uuid4().hex
    first = take_in(store, code, key)
    assert take_in(store, code, key) == first and first["added"] == 40
    assert len({one["memo_code"] for one in letters(store, code)}) == 40


def test_the_pages_of_letters_hold_each_letter_once(store: Store) -> None:
    code = appeal(store)
    take_in(store, code)
    seen, after = [], 0
    while after is not None:
        command = asked.LettersOfAppeal().load({"appeal": code, "limit": 13, "after": after})
        page = store.transact(lambda uow, command=command: telling.list_appeal_letters(uow, command))
        seen += [one["number"] for one in page["letters"]]
        after = page["next"]
    assert seen == list(range(1, 41))


def test_a_letters_qr_asks_for_the_account_and_the_code_and_leaves_the_amount_open(store: Store) -> None:
    code = appeal(store)
    take_in(store, code, content="Tên\nCông ty Một\n")
    assert letters(store, code)[0]["vietqr"] is None
    found = telling.find_appeal(code)
    campaign = Campaign.objects(code=found.campaign).first()
    campaign.accounts = [FundAccount(number="3700201000001", bank="agribank", unit="582")]
    campaign.save()
    found.account_number = "3700201000001"
    found.save()
    [letter] = letters(store, code)
    qr = parse(letter["vietqr"])
    assert (qr.account, qr.amount_vnd, qr.memo) == ("3700201000001", None, letter["memo_code"])
