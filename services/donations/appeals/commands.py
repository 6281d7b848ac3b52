"""Write an appeal, take enterprises into it, send it, write down what they answer."""

from __future__ import annotations

import base64
import binascii
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from contracts.events import MAX_ENTRIES
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.appeals import rules, telling
from services.donations.appeals.documents import Appeal, AppealLetter
from services.donations.appeals.enterprise_list import Enterprise, RefusedRow, UnreadableList, read_list
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.pledges import commands as pledges
from services.donations.statements.memo_codes import CODE_SPACE, code_from_number

Json = dict[str, Any]

_NOT_IN_LETTER = ("code", "campaign", "unit", "letter_text")


def save_appeal(uow: UnitOfWork, command: Json) -> Json:
    """Make the appeal, or bring it to the state told; the same again changes and says nothing.

    Raises CampaignNotFound, UnitNotInCampaign, AppealOfAnotherUnit, LetterIsOut and what ``rules.check_text`` and
    ``rules.check_days`` raise."""
    campaign = campaign_of_unit(command["campaign"], command["unit"])
    text = command["letter_text"] or telling.default_letter()
    rules.check_text(text, command["account_number"], [one.number for one in campaign.accounts])
    rules.check_days(command["issued_on"], command["reply_by_on"])
    found = Appeal.objects(code=command["code"]).first()
    appeal = found or Appeal(
        code=command["code"], campaign=command["campaign"], unit=command["unit"], version=0, letters=0
    )
    if (appeal.campaign, appeal.unit) != (command["campaign"], command["unit"]):
        raise rules.AppealOfAnotherUnit(
            "Mã này đã dùng cho đợt kêu gọi của đợt vận động hoặc đơn vị khác.", field="code", remedy="Đặt mã khác."
        )
    wanted = {name: value for name, value in command.items() if name not in _NOT_IN_LETTER} | {"letter_text": text}
    changed = [name for name, value in wanted.items() if getattr(appeal, name) != value]
    if found and not changed:
        return telling.appeal(appeal)
    if appeal.sent_on is not None:
        raise rules.LetterIsOut(
            "Thư đã gửi đi, không sửa được nội dung.", field=changed[0], remedy="Lập đợt kêu gọi mới với mã khác."
        )
    for name, value in wanted.items():
        setattr(appeal, name, value)
    return _advance(uow, appeal)


@once
def import_enterprises(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a list in: each row is added, known already or refused, with its line; none is dropped in silence.

    Raises AppealNotFound, :class:`UnreadableList`, TooManyLetters."""
    appeal = telling.find_appeal(command["appeal"])
    rows = read_list(_content(command["content_base64"]))
    standing = AppealLetter.objects(appeal=appeal.code).only("number", "tax_code", "name")
    fresh, known = _sorted_out(
        rows, rules.Known((one.number, one.tax_code, one.name) for one in standing), appeal.letters
    )
    total = appeal.letters + len(fresh)
    if total > rules.MOST_LETTERS:
        raise rules.TooManyLetters(
            f"Đợt kêu gọi sẽ có {total} thư, quá {rules.MOST_LETTERS}.", field="file",
            remedy="Chia danh sách cho nhiều đợt kêu gọi.",
        )
    if fresh and not command["dry_run"]:
        _add(uow, appeal, fresh, context.actor)
    return {
        "appeal": appeal.code, "dry_run": command["dry_run"], "rows_read": len(rows), "added": len(fresh),
        "known": known, "refused": [vars(row) for row in rows if isinstance(row, RefusedRow)],
        "letters": total,
    }


@once
def send_appeal(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """All letters that wait are out.  Raises AppealNotFound and what ``rules.check_sending`` raises."""
    appeal = telling.find_appeal(command["appeal"])
    waiting = list(AppealLetter.objects(appeal=appeal.code, status="listed").order_by("number"))
    on = command["sent_on"]
    rules.check_sending(appeal.issued_on, on, len(waiting), local_day(uow.now))
    uow.db[AppealLetter._get_collection_name()].update_many(
        {"appeal": appeal.code, "status": "listed"},
        {"$set": {"status": "sent", "sent_on": AppealLetter.sent_on.to_mongo(on)}, "$inc": {"version": 1}},
    )
    for letter in waiting:
        letter.version, letter.status, letter.sent_on = letter.version + 1, "sent", on
    appeal.sent_on = max(on, appeal.sent_on or on)
    _say(uow, waiting)
    return _advance(uow, appeal)


@once
def answer_letter(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write an answer down; a pledge is made under the code on the letter, so that money which names it fulfils it.

    Raises LetterNotFound and what ``rules.check_answer`` raises."""
    letter = telling.find_letter(command["letter_id"])
    rules.check_answer(letter.status, letter.sent_on, command["answered_on"], local_day(uow.now))
    letter.status, letter.answered_on = command["answer"], command["answered_on"]
    letter.answer_note = command["note"]
    if command["answer"] == "pledged":
        made = pledges.pledge_by_letter(
            uow, context, appeal=letter.appeal, memo_code=letter.memo_code, campaign=letter.campaign,
            unit=letter.unit, amount_vnd=command["amount_vnd"], pledger_name=letter.name,
            name_display=command["name_display"], pledged_on=command["answered_on"], note=command["note"],
        )
        letter.pledge_id, letter.pledged_vnd = made.id, made.amount_vnd
    letter.version += 1
    letter.save()
    _say(uow, [letter])
    return telling.letter(letter, telling.fulfilled_by_pledge([letter]))


def _content(base64_text: str) -> bytes:
    try:
        return base64.b64decode(base64_text, validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableList("Nội dung tệp không phải base64.") from None


def _sorted_out(
    rows: Sequence[Enterprise | RefusedRow], known: rules.Known, last_number: int
) -> tuple[list[Enterprise], list[Json]]:
    """Rows of new enterprises, and rows of those that have a letter already, some by a row further up."""
    fresh: list[Enterprise] = []
    repeats: list[Json] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            continue
        number = known.number_of(row.tax_code, row.name)
        if number is not None:
            repeats.append({"line": row.line, "name": row.name, "number": number})
            continue
        fresh.append(row)
        known.add(last_number + len(fresh), row.tax_code, row.name)
    return fresh, repeats


def _add(uow: UnitOfWork, appeal: Appeal, fresh: Sequence[Enterprise], actor: str) -> None:
    letters = [
        AppealLetter(
            id=uuid.uuid4().hex, version=1, appeal=appeal.code, campaign=appeal.campaign, unit=appeal.unit,
            number=appeal.letters + place, name=row.name, tax_code=row.tax_code, representative=row.representative,
            address=row.address, memo_code=code_from_number(secrets.randbelow(CODE_SPACE)), status="listed",
            listed_on=local_day(uow.now), listed_by=actor,
        )
        for place, row in enumerate(fresh, start=1)
    ]
    uow.db[AppealLetter._get_collection_name()].insert_many([one.to_mongo() for one in letters])
    appeal.letters += len(letters)
    _say(uow, letters)
    _advance(uow, appeal)


def _say(uow: UnitOfWork, letters: Sequence[AppealLetter]) -> None:
    for first in range(0, len(letters), MAX_ENTRIES):
        some = letters[first : first + MAX_ENTRIES]
        rows = [telling.letter_row(one) for one in some]
        uow.publish("donations.appeal_letters_changed.v1", subject=some[0].appeal, data={"entries": rows})


def _advance(uow: UnitOfWork, appeal: Appeal) -> Json:
    appeal.version += 1
    appeal.save()
    uow.publish(
        "donations.appeal_saved.v1", subject=appeal.code, data=telling.appeal_row(appeal),
        aggregate_version=appeal.version,
    )
    return telling.appeal(appeal)
