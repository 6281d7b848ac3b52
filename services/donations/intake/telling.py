"""What may leave the service of a gift, as events tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.donations.intake import rules
from services.donations.statements.public_marks import public_marks, public_reference

if TYPE_CHECKING:
    from services.donations.statements.reading.lines import StatementLineFact

Stored = dict[str, Any]


def rows_of(uow: UnitOfWork, donations: Sequence[Stored]) -> list[dict[str, Any]]:
    """What may leave the service of gifts that were told before, with what may be seen of their bank lines."""
    wanted = [line for donation in donations if (line := donation["statement_line_id"])]
    lines = uow.db.statement_lines.find({"_id": {"$in": wanted}}, {"reference": 1, "memo": 1}) if wanted else ()
    marks = {line["_id"]: (line["reference"] or "", line["memo"] or "") for line in lines}
    return [
        {**row(donation), **public_marks(*marks.get(donation["statement_line_id"], ("", "")), donation["name_display"])}
        for donation in donations
    ]


def row(donation: Stored) -> dict[str, Any]:
    """The gift itself, without what its bank line shows."""
    told = {
        "donation_id": donation["_id"], "version": donation["version"], "campaign": donation["campaign"],
        "unit": donation["unit"], "amount_vnd": donation["amount_vnd"], "channel": donation["channel"],
        "received_on": donation["received_on"].date().isoformat(),
        "recorded_at": wire_instant(donation["recorded_at"]),
        "donor_name": rules.public_name(donation["donor_name"], donation["name_display"]),
        "pledge_id": donation["pledge_id"], "statement_line_id": donation["statement_line_id"],
        "import_id": donation["import_id"], "journal_entry_id": donation["journal_entry_id"],
    }
    for name in _MARKS:
        if name in donation:
            told[name] = donation[name]
    if donor := donation.get("donor"):
        told |= {"donor_kind": donor["kind"], "donor_country": donor["country"]}
    if foreign := donation.get("foreign"):
        told |= {"foreign_amount": foreign["amount"]}
        told |= {name: foreign[name] for name in ("currency", "rate", "rate_on", "rate_source")}
    return told


_MARKS = ("reversal_entry_id", "corrects", "corrected_by", "refunded_vnd", "match_state")
"""What only few gifts have: not stored at all where it is not so."""


def marks_of_new(line: StatementLineFact, codes: Sequence[str]) -> dict[str, str]:
    """What may be seen of a line whose donor nobody knows."""
    told = {"bank_reference": public_reference(line.reference), "memo_code": codes[0] if codes else ""}
    return {name: value for name, value in told.items() if value}
