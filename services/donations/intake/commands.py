"""Book gifts: a micro-batch of concurrent single gifts, or the credit lines of a bank statement.

Either way: one transaction, one journal entry per gift, one event for all of them.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from contracts.commands.donations.intake import RecordDonation
from contracts.events import MAX_ENTRIES
from contracts.refusals import NotFound, Refusal, RemoteRefusal
from messaging import idempotency
from messaging.answering import shape_refusal
from messaging.context import CommandContext
from messaging.inserting import insert_all
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, midnight
from services.donations.campaigns.commands import CampaignNotFound, gift_terms
from services.donations.intake import rules
from services.donations.intake.documents import DONATIONS, Donation
from services.donations.intake.naming import named
from services.donations.intake.telling import marks_of_new, row
from services.donations.ledger import commands as ledger
from services.donations.ledger import rules as accounts
from services.donations.ledger.fund_receipts import DESK_SHARDS
from services.donations.pledges import commands as pledges
from services.donations.pledges.documents import Pledge
from services.donations.pledges.rules import PledgeNotFound, PledgeOfAnotherCampaign, PledgeOfAnotherUnit
from services.donations.relief import rules as relief
from services.donations.statements.identity import booking_id
from services.donations.statements.memo_codes import find_codes

if TYPE_CHECKING:
    from services.donations.statements.reading.lines import StatementLineFact

Stored = dict[str, Any]
Gift = tuple[Stored, ledger.Entry]

SCOPE = "record_donation"
_shape = RecordDonation()


class DonationNotFound(NotFound):
    """No donation has this id."""


def record_donations(uow: UnitOfWork, entries: Sequence[dict[str, Any]], shard: int) -> list[dict[str, Any]]:
    """Book a micro-batch; the answers stand in the order of the entries, each ``{"ok": …}`` or ``{"refused": …}``.

    One entry's refusal does not touch the others.  A key seen before gives its first answer again.  ``shard``: which
    part of the Fund's running totals this transaction writes."""
    uow.correlation_ids = [entry["correlation_id"] for entry in entries]
    batch = _Batch(uow, entries)
    answers = [batch.decide(entry) for entry in entries]
    batch.write(shard)
    return answers


def record_donation(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Book one gift of a list: as in a micro-batch, but a refusal is raised, and a rehearsal writes nothing."""
    entry = {
        "donation": command if context.sent is None else context.sent, "actor": context.actor,
        "idempotency_key": context.idempotency_key or uuid.uuid4().hex, "correlation_id": context.correlation_id,
    }
    [answer] = record_donations(uow, [entry], shard=random.randrange(DESK_SHARDS))
    if "refused" in answer:
        raise RemoteRefusal(answer["refused"])
    return dict(answer["ok"])


def get_donation(donation_id: str) -> dict[str, Any]:
    """The gift as everybody may see it who may see rows: the donor's name only as far as the donor consents.

    Raises :class:`DonationNotFound`."""
    return row(find_gift(donation_id))


def find_gift(donation_id: str) -> Stored:
    """A gift as it is kept.  Raises :class:`DonationNotFound`."""
    gift: Stored | None = Donation._get_collection().find_one({"_id": donation_id})
    if gift is None:
        raise DonationNotFound("Không tìm thấy khoản ủng hộ này.", field="donation_id", remedy="Kiểm tra lại mã.")
    return gift


def book_statement_credits(
    uow: UnitOfWork, lines: Sequence[StatementLineFact], campaign_code: str, unit: str, account_number: str,
    import_id: str, now: dt.datetime, shard: int, bookings: Mapping[str, int],
) -> None:
    """Book the credit lines of a statement; a memo code of a pledge lets the line fulfil it.

    ``bookings``: which booking of its line this is, for lines whose earlier ones were undone.

    The name in a memo is a claim of the memo, not a donor: it stays with the bank line."""
    if not lines:
        return
    codes = {line.line_id: find_codes(line.memo) for line in lines}
    known = pledges.pledges_by_code((c for found in codes.values() for c in found), campaign_code)
    # One gift and its entry are made in full, the others like it: each in full took a third of a large import.
    sample = new_donation(
        id="", campaign=campaign_code, unit=unit, amount_vnd=lines[0].credit_vnd, channel="bank_transfer",
        received_on=lines[0].posted_on, recorded_at=now, recorded_by=f"import:{import_id}",
        name_display=rules.ANONYMOUS, import_id=import_id,
    )
    postings = accounts.bank_credit(campaign_code, unit, account_number, lines[0].credit_vnd)
    entry = entry_of(uow, sample, lines[0].posted_on, postings)
    days = {day: (midnight(day), day.isoformat()) for day in {line.posted_on for line in lines}}
    ids = [booking_id(line.line_id, bookings.get(line.line_id, 1)) for line in lines]
    moves = ((id, days[line.posted_on][0], line.credit_vnd) for id, line in zip(ids, lines, strict=True))
    entries = ledger.entries_like(entry, moves)
    told, donations, rows = row(sample), [], []
    for id, line, booked in zip(ids, lines, entries, strict=True):
        pledge = next((known[c] for c in codes[line.line_id] if c in known), None) if known else None
        both = {
            "amount_vnd": line.credit_vnd, "pledge_id": pledge.id if pledge else None,
            "statement_line_id": line.line_id, "journal_entry_id": booked["_id"],
        }
        donations.append({**sample, "_id": id, "received_on": booked["booked_on"], **both})
        marks = marks_of_new(line, codes[line.line_id])
        rows.append({**told, "donation_id": id, "received_on": days[line.posted_on][1], **both, **marks})
    _write(uow, donations, entries, rows, import_id, shard)


class _Batch:
    """The state of one micro-batch while its entries are decided one by one."""

    def __init__(self, uow: UnitOfWork, entries: Sequence[dict[str, Any]]) -> None:
        self.uow = uow
        self.today = local_day(uow.now)
        self.known = idempotency.recall_many(uow, SCOPE, [e["idempotency_key"] for e in entries])
        codes = {str(e["donation"].get("campaign")) for e in entries}
        self.terms_of = gift_terms(uow, codes)
        self.gifts: list[Gift] = []
        self.first_answers: list[idempotency.FirstAnswer] = []

    def decide(self, entry: dict[str, Any]) -> dict[str, Any]:
        try:
            command = _shape.load(entry["donation"])
            key = entry["idempotency_key"]
            if key in self.known:
                return {"ok": self.known[key].again(entry["donation"])}
            answer = self._book(command, entry["actor"])
        except ValidationError as error:
            return {"refused": shape_refusal(error).to_wire()}
        except Refusal as refusal:
            return {"refused": refusal.to_wire()}
        first = idempotency.FirstAnswer.to(SCOPE, key, entry["donation"], answer)
        self.known[key] = first
        self.first_answers.append(first)
        return {"ok": answer}

    def _book(self, command: dict[str, Any], actor: str) -> dict[str, Any]:
        campaign, unit = command["campaign"], command["unit"]
        check_in_hand(command, self.terms_of, self.today)
        settle_particulars(command, self.today)
        donation = new_donation(id=uuid.uuid4().hex, recorded_at=self.uow.now, recorded_by=actor, **command)
        postings = accounts.gift_in_hand(campaign, unit, command["channel"], command["amount_vnd"])
        self.gifts.append((donation, entry_of(self.uow, donation, command["received_on"], postings)))
        return describe(donation)

    def write(self, shard: int) -> None:
        write_gifts(self.uow, self.gifts, subject="desk", shard=shard)
        idempotency.remember_many(self.uow, self.first_answers)


def settle_particulars(command: dict[str, Any], today: dt.date) -> None:
    """Check what a few gifts have, foreign money and facts about the donor, and bring it to the form it is kept in.

    Raises what ``rules.check_foreign`` and ``rules.display_of`` raise."""
    foreign, donor = command["foreign"], command["donor"]
    if foreign is None:
        del command["foreign"]
    else:
        rules.check_foreign(foreign, command["amount_vnd"], today)
        command["foreign"] = foreign | {"rate_on": foreign["rate_on"].isoformat()}
    if donor is None:
        del command["donor"]
    else:
        command["name_display"] = rules.display_of(command["name_display"], donor["minor"], donor["consent_basis"])


def check_in_hand(command: dict[str, Any], terms_of: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a gift that its campaign does not take at the desk.

    Raises CampaignNotFound and what ``rules.check_gift``, ``relief.check_gift`` and :func:`check_pledge` raise."""
    campaign, unit = command["campaign"], command["unit"]
    terms = terms_of.get(campaign)
    if terms is None:
        raise CampaignNotFound(campaign)
    rules.check_gift(command["channel"], command["received_on"], unit, terms.units, today)
    relief.check_gift(terms.kind, terms.receiving, command["received_on"])
    if command["pledge_id"]:
        check_pledge(command["pledge_id"], campaign, unit)


def check_pledge(pledge_id: str, campaign: str, unit: str) -> None:
    """Raises PledgeNotFound, PledgeOfAnotherCampaign, PledgeOfAnotherUnit."""
    pledge = Pledge.objects(id=pledge_id).only("campaign", "unit").first()
    if pledge is None:
        raise PledgeNotFound(pledge_id)
    if pledge.campaign != campaign:
        raise PledgeOfAnotherCampaign(pledge.campaign)
    if pledge.unit != unit:
        raise PledgeOfAnotherUnit(pledge.unit)


def new_donation(*, id: str, received_on: dt.date, **facts: Any) -> Stored:
    """A gift as :class:`Donation` keeps it.  Written as it is: an object in between would cost more than the gift."""
    return {
        "_id": id, "version": 1, "received_on": midnight(received_on), "journal_entry_id": "",
        "note": "", "pledge_id": None, "statement_line_id": None, "import_id": None, **facts,
        **named(facts.get("donor_name", "")),
    }


def entry_of(
    uow: UnitOfWork, donation: Stored, booked_on: dt.date, postings: Sequence[accounts.Posting]
) -> ledger.Entry:
    """The journal entry of a gift, which the gift is told of."""
    entry = ledger.new_entry(
        uow, about_kind="donation", about_id=donation["_id"], campaign=donation["campaign"], unit=donation["unit"],
        booked_on=booked_on, posted_by=donation["recorded_by"], postings=postings,
    )
    donation["journal_entry_id"] = entry["_id"]
    return entry


def write_gifts(uow: UnitOfWork, gifts: Sequence[Gift], subject: str, shard: int) -> None:
    """Gifts, their journal entries, and the event that tells of them."""
    if not gifts:
        return
    donations = [donation for donation, _ in gifts]
    _write(uow, donations, [entry for _, entry in gifts], [row(donation) for donation in donations], subject, shard)


def _write(
    uow: UnitOfWork, donations: Sequence[Stored], entries: Sequence[ledger.Entry], rows: Sequence[Stored],
    subject: str, shard: int,
) -> None:
    insert_all(uow.db[DONATIONS], donations)
    ledger.post_entries(uow, entries, shard)
    for at in range(0, len(rows), MAX_ENTRIES):
        told = {"entries": rows[at : at + MAX_ENTRIES]}
        uow.publish("donations.donations_recorded.v1", subject=subject, data=told)
    money: defaultdict[str, int] = defaultdict(int)
    for donation in donations:
        if donation["pledge_id"]:
            money[donation["pledge_id"]] += donation["amount_vnd"]
    pledges.fulfil(uow, money)


def describe(donation: Stored) -> dict[str, Any]:
    """The full resource, as JSON values, for those who may see the donor's name."""
    return {
        **row(donation), "donor_name": donation["donor_name"], "name_display": donation["name_display"],
        "note": donation["note"],
    }
