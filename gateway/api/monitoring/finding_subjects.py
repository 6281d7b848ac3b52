"""What a finding is about must be there, in the campaign and unit that the finding names.

A finding holds back payments.  Whoever supervises one unit must not stop another unit's money by naming its payment,
and a slip in a code must not leave a finding that is about nothing.
"""

from __future__ import annotations

from typing import Any

from contracts.refusals import NotFound, Refusal
from gateway.api.asking import ask
from gateway.api.taking_part import check_takes_part
from gateway.facts import KINDS_OF_SUBJECT, SOURCE_NAMES
from gateway.reports.reading import at_one_moment

Command = dict[str, Any]


class SubjectNotFound(NotFound):
    """There is no such thing to raise a finding about."""


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
    elif about["kind"] in KINDS_OF_SUBJECT:
        subject = _found(about["kind"], about["id"])
        named = SOURCE_NAMES[about["kind"]]
        _same("campaign", subject["campaign"], code, f"{named} này không thuộc đợt vận động {code}.")
        _same("unit", subject["unit"], unit, f"{named} này không thuộc đơn vị {unit}.")


def _found(subject: str, id: str) -> dict[str, Any]:
    kinds = KINDS_OF_SUBJECT[subject]
    for row in at_one_moment(lambda snapshot: [snapshot.row(kind.name, id) for kind in kinds]):
        if row is not None:
            return dict(row["state"])
    try:
        # Its event may be under way still.
        return ask(kinds[0].service, f"get_{kinds[0].name}", {"id": id})
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        named = SOURCE_NAMES[subject]
        raise SubjectNotFound(
            f"Không có {named[0].lower()}{named[1:]} nào mang mã {id}.", field="about.id",
            remedy="Chép lại mã từ dòng số liệu.",
        ) from None


def _same(field: str, found: str, named: str, message: str) -> None:
    if found != named:
        raise SubjectElsewhere(message, field=field, remedy="Chép lại mã từ dòng số liệu.")
