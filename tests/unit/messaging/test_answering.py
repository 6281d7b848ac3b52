"""Shape errors become refusals that name the field; everything that is not expected stays a defect."""

import contextlib
import datetime as dt

import pytest
from marshmallow import ValidationError, fields

from contracts.commands import Command
from contracts.refusals import Refusal
from messaging.answering import answers, flatten, shape_refusal
from messaging.context import CommandContext
from messaging.metrics import COMMAND_SECONDS
from messaging.unit_of_work import StoreAway
from runtime.clock import utc_now


class Give(Command):
    """Give something."""

    amount_vnd = fields.Integer(required=True, strict=True)


class TooLittle(Refusal):
    """Refused, as asked."""


class Desk:
    def __init__(self, ends_with=None):
        self.ends_with, self.asked = ends_with, []

    @answers(Give)
    def give(self, command, context):
        self.asked.append((command, context.actor))
        if self.ends_with:
            raise self.ends_with
        return {"given_vnd": command["amount_vnd"]}


def wire(seconds: float = 5) -> dict:
    return CommandContext("clerk", "c", utc_now() + dt.timedelta(seconds=seconds), "key").to_wire()


def test_a_good_command_is_answered_with_its_result():
    desk = Desk()
    assert desk.give({"amount_vnd": 5}, wire()) == {"ok": {"given_vnd": 5}}
    assert desk.asked == [({"amount_vnd": 5}, "clerk")]


def test_a_command_of_the_wrong_shape_never_reaches_its_method():
    desk = Desk()
    refused = desk.give({"amount_vnd": "five", "hat": 1}, wire())["refused"]
    assert refused["code"] == "invalid_command"
    assert {error["field"] for error in refused["facts"]["errors"]} == {"amount_vnd", "hat"}
    assert desk.asked == []


def test_a_refusal_and_an_absent_database_are_answers_too():
    refused = Desk(TooLittle("Ít quá.", field="amount_vnd")).give({"amount_vnd": 1}, wire())["refused"]
    assert (refused["code"], refused["field"]) == ("too_little", "amount_vnd")
    assert Desk(StoreAway("gone")).give({"amount_vnd": 1}, wire()) == {"away": "store"}


def test_a_defect_is_not_dressed_up_as_a_refusal():
    with pytest.raises(LookupError):
        Desk(LookupError()).give({"amount_vnd": 1}, wire())


def test_a_command_whose_deadline_has_passed_is_not_begun():
    desk = Desk()
    assert desk.give({"amount_vnd": 1}, wire(-0.1)) == {"away": "deadline"}
    assert desk.asked == []


@pytest.mark.parametrize(
    ("fault", "deadline_seconds", "outcome"),
    [
        (None, 5, "ok"), (TooLittle("Ít quá."), 5, "refused"), (StoreAway("gone"), 5, "away"), (None, -1, "away"),
        (LookupError(), 5, "failed"),
    ],
)
def test_every_command_is_counted_by_its_outcome(fault, deadline_seconds, outcome):
    def counted():
        [family] = COMMAND_SECONDS.collect()
        wanted = {"command": "give", "outcome": outcome}
        return sum(s.value for s in family.samples if s.name.endswith("_count") and s.labels == wanted)

    before = counted()
    with contextlib.suppress(LookupError):
        Desk(fault).give({"amount_vnd": 1}, wire(deadline_seconds))
    assert counted() == before + 1


def test_nested_errors_are_named_by_their_path():
    nested = ValidationError({"entries": {0: {"unit": ["Không có."]}, 2: {"_schema": ["Sai."]}}, "note": ["Dài."]})
    assert flatten(nested.normalized_messages()) == [
        {"field": "entries.0.unit", "message": "Không có."},
        {"field": "entries.2", "message": "Sai."},
        {"field": "note", "message": "Dài."},
    ]
    assert shape_refusal(nested).field == "entries.0.unit"


def test_a_context_survives_the_wire():
    context = CommandContext("clerk", "c", utc_now(), "key")
    assert CommandContext.from_wire(context.to_wire()) == context
