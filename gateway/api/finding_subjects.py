"""What a finding is about must be there, in the campaign and unit that the finding names.

A finding holds back payments.  Whoever supervises one unit must not stop another unit's money by naming its payment,
and a slip in a code must not leave a finding that is about nothing.
"""

from __future__ import annotations

from typing import Any

from contracts.refusals import NotFound, Refusal
from gateway.api.asking import ask
from gateway.api.taking_part import check_takes_part
from gateway.reports.reading import at_one_moment

Command = dict[str, Any]

WORDS = {
    "payment": "khoản hỗ trợ", "donation": "khoản ủng hộ", "statement_line": "dòng sao kê", "activity": "hoạt động",
    "campaign": "đợt vận động", "house": "nhà",
}

_WHERE: dict[str, tuple[list[str], str, str]] = {
    "campaign": (["campaign"], "donations", "get_campaign"),
    "payment": (["payment"], "donations", "get_payment"),
    "donation": (["donation"], "donations", "get_donation"),
    # A credit of a statement is a donation under the line's own id.
    "statement_line": (["bank_debit", "donation"], "donations", "get_donation"),
    "house": (["house"], "donations", "get_house"),
    "activity": (["activity"], "events", "get_activity"),
}
"""Per kind: its rows in the read models, and whom to ask while its event has not arrived."""


class SubjectNotFound(NotFound):
    """There is no such thing to raise a finding about."""

    kind = "not_found"


class SubjectElsewhere(Refusal):
    """The thing is of another campaign or another unit than the finding says."""


def check_subject(finding: Command) -> None:
    """Check the campaign, unit and subject of a finding that is about to be raised (a ``RaiseFinding``).

    Households are known by the unit's own papers alone; nothing is looked up for them.  Raises
    :class:`SubjectNotFound`, :class:`SubjectElsewhere` and what ``check_takes_part`` raises.
    """
    code, unit, about = finding["campaign"], finding["unit"], finding["about"]
    check_takes_part(code, unit)
    if about["kind"] == "campaign":
        _same("about.id", about["id"], code, f"Phát hiện này ghi ở đợt vận động {code}.")
    elif about["kind"] in _WHERE:
        subject = _found(about["kind"], about["id"], "about.id")
        named = WORDS[about["kind"]].capitalize()
        _same("campaign", subject["campaign"], code, f"{named} này không thuộc đợt vận động {code}.")
        _same("unit", subject["unit"], unit, f"{named} này không thuộc đơn vị {unit}.")


def _found(kind: str, id: str, field: str) -> dict[str, Any]:
    places, service, method = _WHERE[kind]
    rows = at_one_moment(lambda snapshot: [snapshot.row(place, id) for place in places])
    for row in rows:
        if row is not None:
            return dict(row["state"])
    try:
        return ask(service, method, {"id": id})
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        raise SubjectNotFound(
            f"Không có {WORDS[kind]} nào mang mã {id}.", field=field, remedy="Chép lại mã từ dòng số liệu."
        ) from None


def _same(field: str, found: str, named: str, message: str) -> None:
    if found != named:
        raise SubjectElsewhere(message, field=field, remedy="Chép lại mã từ dòng số liệu.")
