"""From an event to the rows it states.  Pure: the same event always gives the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from contracts.plain import is_plain
from messaging.envelope import Envelope, PoisonMessage
from runtime.clock import local_day, wire_instant

NO_DAY = ""
"""``Row.on`` of a fact without a day (a study visit to be announced); it counts in no figure."""


class Row(NamedTuple):
    """One fact as one event states it.

    kind: campaign, donation, refund, bank_debit, pledge, statement_import, payment, house, commitment, appeal,
    appeal_letter, receipt, activity, registration, finding.
    id: the fact's own id; version: grows with each change of it.
    on: the local day it counts on (``YYYY-MM-DD``), or :data:`NO_DAY`.
    state: the event's fields for it, JSON values only.
    """

    kind: str
    id: str
    version: int
    campaign: str
    unit: str
    on: str
    event_id: str
    event_type: str
    state: dict[str, Any]

    @property
    def key(self) -> str:
        """Its name among all rows."""
        return f"{self.kind}:{self.id}"

    @property
    def order(self) -> tuple[int, str]:
        """Which of two statements of one fact is the newer one.

        The event id decides between two statements of one version (two event versions published side by side), so
        that any order of arrival ends the same.
        """
        return self.version, self.event_id


def rows_of(event: Envelope) -> list[Row]:
    """The rows that an event states.  Raises :class:`PoisonMessage` for data that break their contract."""
    if event.type in _SHAPES and is_plain(event.type, event.data):
        return _rows(event.id, event.type, event.data)
    return rows_by_contract(event)


def rows_by_contract(event: Envelope) -> list[Row]:
    """The same rows, always by way of loading: for a proof, which takes no short cut."""
    if event.type not in _SHAPES:
        raise PoisonMessage(f"no read model takes {event.type!r}")
    return _rows(event.id, event.type, _plain(event.loaded()))


def _rows(event_id: str, event_type: str, data: dict[str, Any]) -> list[Row]:
    kind, id_field, day_of = _SHAPES[event_type]
    unit_field = "lead_unit" if kind == "campaign" else "unit"
    return [
        Row(
            kind=kind,
            id=entry[id_field],
            version=entry["version"],
            campaign=entry["campaign"],
            unit=entry[unit_field],
            on=day_of(entry) or NO_DAY,
            event_id=event_id,
            event_type=event_type,
            state=entry,
        )
        for entry in data.get("entries", [data])
    ]


def newest_of(rows: Iterable[Row]) -> dict[str, Row]:
    """The newest statement of each fact, by row key."""
    newest: dict[str, Row] = {}
    for row in rows:
        held = newest.get(row.key)
        if held is None or row.order > held.order:
            newest[row.key] = row
    return newest


def _on(field: str) -> Callable[[dict[str, Any]], str | None]:
    return lambda entry: entry[field]


def _payment_day(entry: dict[str, Any]) -> str:
    """Support counts on the day it was paid; until then on the day it was proposed."""
    return entry["paid_on"] or entry["proposed_on"]


def _house_day(entry: dict[str, Any]) -> str:
    """A house counts on the day of its hand-over; until then on the day it was planned."""
    return entry["handed_over_on"] or entry["registered_on"]


def _honour_day(entry: dict[str, Any]) -> str:
    """An honour counts on the day it was decided; until then on the day it was proposed."""
    return entry["decided_on"] or entry["proposed_on"]


def _letter_day(entry: dict[str, Any]) -> str:
    """A letter counts on the day it was sent; until then on the day its enterprise was listed."""
    return entry["sent_on"] or entry["listed_on"]


def _arrival_day(entry: dict[str, Any]) -> str:
    return local_day(dt.datetime.fromisoformat(entry["received_at"])).isoformat()


_SHAPES: dict[str, tuple[str, str, Callable[[dict[str, Any]], str | None]]] = {
    "donations.campaign_saved.v1": ("campaign", "campaign", _on("starts_on")),
    "donations.donations_recorded.v1": ("donation", "donation_id", _on("received_on")),
    "donations.donations_changed.v1": ("donation", "donation_id", _on("received_on")),
    "donations.donations_reversed.v1": ("donation", "donation_id", _on("received_on")),
    "donations.contributors_changed.v1": ("contributor", "contributor_id", _on("received_on")),
    "donations.refunds_changed.v1": ("refund", "refund_id", _on("refunded_on")),
    "donations.donations_matched.v1": ("donation", "donation_id", _on("received_on")),
    "donations.bank_debits_recorded.v1": ("bank_debit", "statement_line_id", _on("posted_on")),
    "donations.bank_debits_reversed.v1": ("bank_debit", "statement_line_id", _on("posted_on")),
    "donations.pledges_changed.v1": ("pledge", "pledge_id", _on("pledged_on")),
    "donations.statement_import_changed.v1": ("statement_import", "import_id", _arrival_day),
    "donations.payments_changed.v1": ("payment", "payment_id", _payment_day),
    "donations.payment_batches_changed.v1": ("payment_batch", "batch_id", _on("made_on")),
    "donations.debits_explained.v1": ("debit_explanation", "bank_debit_entry_id", _on("posted_on")),
    "donations.households_changed.v1": ("household", "household_id", _on("class_from_on")),
    "donations.goods_changed.v1": ("goods", "goods_id", _on("received_on")),
    "donations.hand_outs_changed.v1": ("hand_out", "hand_out_id", _on("handed_on")),
    "donations.labour_changed.v1": ("labour", "labour_id", _on("worked_on")),
    "donations.houses_changed.v1": ("house", "house_id", _house_day),
    "donations.honours_changed.v1": ("honour", "honour_id", _honour_day),
    "donations.relief_saved.v1": ("relief", "campaign", _on("called_on")),
    "donations.relief_distributions_changed.v1": ("relief_distribution", "distribution_id", _on("distributed_on")),
    "donations.appeal_saved.v1": ("appeal", "appeal", _on("issued_on")),
    "donations.appeal_letters_changed.v1": ("appeal_letter", "letter_id", _letter_day),
    "donations.commitments_changed.v1": ("commitment", "commitment_id", _on("signed_on")),
    "donations.receipts_changed.v1": ("receipt", "receipt_id", _on("issued_on")),
    "donations.ledger_root_published.v1": ("ledger_root", "root_id", _on("day")),
    "events.activity_saved.v1": ("activity", "activity", _on("starts_on")),
    "events.registrations_changed.v1": ("registration", "registration_id", _on("registered_on")),
    "monitoring.finding_raised.v1": ("finding", "finding_id", _on("found_on")),
    "monitoring.finding_answered.v1": ("finding", "finding_id", _on("found_on")),
    "monitoring.finding_closed.v1": ("finding", "finding_id", _on("found_on")),
}
"""Per event type: the kind of its rows, the field with their id, and the day they count on."""


def _plain(value: Any) -> Any:
    """The value with days and instants written out, as JSON and BSON both keep them."""
    if isinstance(value, dt.datetime):
        return wire_instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
