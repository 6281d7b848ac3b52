"""An appeal and its letters as events and answers tell of them, with what came back."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.donations.appeals import rules
from services.donations.appeals.documents import Appeal, AppealLetter
from services.donations.campaigns.commands import find_campaign
from services.donations.pledges.documents import Pledge
from services.donations.vietqr import rules as vietqr
from services.donations.vietqr.banks import BIN_OF_BANK

Json = dict[str, Any]


@functools.cache
def default_letter() -> str:
    """The letter of an appeal that brings none of its own."""
    return Path(__file__).with_name("default_letter.txt").read_text(encoding="utf-8").strip()


def find_appeal(code: str) -> Appeal:
    """Raises AppealNotFound."""
    found: Appeal | None = Appeal.objects(code=code).first()
    if found is None:
        raise rules.AppealNotFound(
            "Không có đợt kêu gọi nào mang mã này.", field="appeal", remedy="Kiểm tra lại mã, hoặc lập đợt kêu gọi."
        )
    return found


def find_letter(letter_id: str) -> AppealLetter:
    """Raises LetterNotFound."""
    found: AppealLetter | None = AppealLetter.objects(id=letter_id).first()
    if found is None:
        raise rules.LetterNotFound("Không có thư nào mang mã này.", field="letter_id", remedy="Chọn lại thư.")
    return found


def get_appeal(code: str) -> Json:
    """The full resource, with what came back so far.  Raises AppealNotFound."""
    return appeal(find_appeal(code))


def get_appeal_letter(letter_id: str) -> Json:
    """One letter.  Raises LetterNotFound."""
    found = find_letter(letter_id)
    return letter(found, fulfilled_by_pledge([found]))


def list_appeal_letters(_uow: Any, command: Json) -> Json:
    """A page of letters by number; ``next`` is where the next page begins, None on the last.

    ``merged``: with the paragraphs of each letter, and what the paper around them says.  Raises AppealNotFound."""
    found = find_appeal(command["appeal"])
    asked = AppealLetter.objects(appeal=found.code, number__gt=command["after"])
    if command["status"]:
        asked = asked.filter(status=command["status"])
    if command["waiting"]:
        asked = asked.filter(status="sent")
    page = list(asked.order_by("number").limit(command["limit"] + 1))
    shown = page[: command["limit"]]
    came = fulfilled_by_pledge(shown)
    letters = [letter(one, came) for one in shown]
    if command["merged"]:
        account = _account(found)
        for one in letters:
            one["paragraphs"] = rules.merge(found.letter_text, _values(found, one, account))
            one["vietqr"] = _vietqr(account, one["memo_code"])
    return {
        "appeal": found.code, "paper": _paper(found), "letters": letters,
        "next": shown[-1].number if len(page) > len(shown) else None,
    }


def fulfilled_by_pledge(letters: Sequence[AppealLetter]) -> dict[str, int]:
    """What has come of the pledges of these letters, đồng by pledge id."""
    ids = [one.pledge_id for one in letters if one.pledge_id]
    return {one.id: one.fulfilled_vnd for one in Pledge.objects(id__in=ids).only("fulfilled_vnd")} if ids else {}


def appeal_row(found: Appeal) -> Json:
    """As the event says it."""
    return {
        "appeal": found.code, "version": found.version, "campaign": found.campaign, "unit": found.unit,
        "title": found.title, "issued_on": found.issued_on.isoformat(),
        "reply_by_on": found.reply_by_on.isoformat(), "letters": found.letters,
        "sent_on": found.sent_on.isoformat() if found.sent_on else None,
    }


def appeal(found: Appeal) -> Json:
    """The full resource."""
    letters = list(AppealLetter.objects(appeal=found.code).only("status", "pledge_id", "pledged_vnd"))
    came = fulfilled_by_pledge(letters)
    told = [(one.status, one.pledged_vnd, came.get(one.pledge_id, 0)) for one in letters]
    return {
        **appeal_row(found), "letter_text": found.letter_text, "account_number": found.account_number,
        **_paper(found), "came_back": rules.came_back(told),
    }


def letter_row(found: AppealLetter) -> Json:
    """As the event says it: the enterprise stays unnamed."""
    return {
        "letter_id": found.id, "version": found.version, "campaign": found.campaign, "unit": found.unit,
        "appeal": found.appeal, "number": found.number, "status": found.status,
        "listed_on": found.listed_on.isoformat(),
        "sent_on": found.sent_on.isoformat() if found.sent_on else None,
        "answered_on": found.answered_on.isoformat() if found.answered_on else None,
        "pledge_id": found.pledge_id, "pledged_vnd": found.pledged_vnd,
    }


def letter(found: AppealLetter, came: Mapping[str, int]) -> Json:
    """The full resource, for those who may see whom was written to."""
    return {
        **letter_row(found), "name": found.name, "tax_code": found.tax_code, "representative": found.representative,
        "address": found.address, "memo_code": found.memo_code, "answer_note": found.answer_note,
        "fulfilled_vnd": came.get(found.pledge_id, 0),
    }


def _paper(found: Appeal) -> Json:
    return {
        "letter_number": found.letter_number, "place": found.place, "signer_name": found.signer_name,
        "signer_office": found.signer_office,
    } | {"issued_on": found.issued_on.isoformat(), "title": found.title}


def _account(found: Appeal) -> dict[str, str]:
    campaign = find_campaign(found.campaign)
    for one in campaign.accounts:
        if one.number == found.account_number:
            return {"campaign": campaign.name, "number": one.number, "bank": one.bank}
    return {"campaign": campaign.name, "number": "", "bank": ""}


_BANK_NAMES = {"vietcombank": "Vietcombank", "agribank": "Agribank", "vietinbank": "VietinBank", "bidv": "BIDV"}


def _vietqr(account: Mapping[str, str], memo_code: str) -> str | None:
    """What a bank's app reads: account and code; the amount is the enterprise's to say.  None without an account."""
    if not account["number"]:
        return None
    return vietqr.build(vietqr.VietQr(BIN_OF_BANK[account["bank"]], account["number"], None, memo_code))


def _values(found: Appeal, one: Json, account: Mapping[str, str]) -> dict[str, str]:
    return {
        "ten_doanh_nghiep": one["name"], "nguoi_dai_dien": one["representative"] or "Quý lãnh đạo",
        "dia_chi": one["address"], "ma_so_thue": one["tax_code"], "so_thu": str(one["number"]),
        "ma_chuyen_khoan": one["memo_code"], "ten_dot_van_dong": account["campaign"],
        "so_tai_khoan": account["number"], "ngan_hang": _BANK_NAMES.get(account["bank"], account["bank"]),
        "han_tra_loi": f"{found.reply_by_on:%d/%m/%Y}",
    }
