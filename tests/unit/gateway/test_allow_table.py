"""Every cell of the allow-table, written down a second time by hand: a slip in the file shows itself here."""

import itertools
import re
from pathlib import Path

import pytest

import gateway
from gateway.access.allow_table import table
from gateway.access.rules import PUBLIC, ROLES, AllowTable, BrokenAllowTable, Grant, UnknownAction
from gateway.units import Unit, UnitTree

GATEWAY = Path(gateway.__file__).parent

#                          province officer treasurer approver organiser supervisor auditor public
CELLS = """
    campaign.save          any      -       -         -        -         -          -       -
    campaign.read          any      any     any       any      any       any        any     -
    unit.read              any      any     any       any      any       any        any     -
    parked.read            -        -       -         -        -         -          any     -
    parked.settle          -        -       -         -        -         -          -       -
    unit.save              any      -       -         -        -         -          -       -
    donation.record        any      own     own       -        -         -          -       -
    donation.correct       any      -       own       -        -         -          -       -
    donation.refund        any      -       own       -        -         -          -       -
    receipt.issue          any      own     own       -        -         -          -       -
    receipt.void           any      -       own       -        -         -          -       -
    receipt.read           any      own     own       -        -         -          any     -
    portal.read            any      any     any       any      any       any        any     any
    receipt.check          any      any     any       any      any       any        any     any
    in_kind.record         any      own     own       -        -         -          -       -
    in_kind.hand_out       any      own     -         -        -         -          -       -
    in_kind.read           any      own     own       -        -         own        any     -
    pledge.register        any      own     own       -        own       -          -       -
    appeal.save            any      own     -         -        -         -          -       -
    appeal.read            any      own     own       -        own       own        any     -
    relief.rule            any      -       -         -        -         -          -       -
    relief.call            any      own     -         -        -         -          -       -
    relief.distribute      any      own     -         -        -         -          -       -
    relief.read            any      any     any       any      any       any        any     any
    pledge.lapse           any      own     own       -        -         -          -       -
    recognition.rule       any      -       -         -        -         -          -       -
    recognition.propose    any      own     -         -        -         -          -       -
    recognition.decide     -        -       -         own      -         -          -       -
    recognition.read       any      own     -         own      -         own        any     -
    statement.import       -        -       own       -        -         -          -       -
    statement.undo         -        -       own       -        -         -          -       -
    imports.read           any      own     own       own      -         own        any     -
    match.read             any      -       own       -        -         -          any     -
    match.decide           any      -       own       -        -         -          -       -
    support.propose        any      own     -         -        -         -          -       -
    support.verify         -        -       -         own      -         -          -       -
    support.approve        -        -       -         own      -         -          -       -
    support.pay            -        -       own       -        -         -          -       -
    support.withdraw       any      own     -         own      -         -          -       -
    support.confirm        any      own     -         -        -         own        -       -
    programme.save         any      -       -         -        -         -          -       -
    payout.make            -        -       own       -        -         -          -       -
    payout.read            any      own     own       own      -         own        any     -
    household.save         any      own     -         -        -         -          -       -
    household.list         any      own     own       own      -         own        any     -
    household.read         any      own     own       own      -         own        -       -
    looks.read             -        -       -         -        -         -          any     -
    plan.save              any      -       -         -        -         own        -       -
    plan.approve           -        -       -         own      -         -          -       -
    plan.read              any      own     own       own      -         own        any     -
    visit.save             -        -       -         -        -         own        -       -
    visit.read             any      own     own       own      -         own        any     -
    visit_file.read        any      -       -         -        -         own        any     -
    checklist.save         any      -       -         -        -         -          -       -
    clock.save             any      -       -         -        -         -          -       -
    trail.read             -        -       -         -        -         -          any     -
    house.save             any      own     -         -        -         -          -       -
    house.step             any      own     -         -        -         -          -       -
    house.read             any      own     own       own      -         own        any     -
    story.consent          any      own     -         -        -         -          -       -
    story.write            any      own     -         -        -         -          -       -
    story.publish          any      -       -         own      -         -          -       -
    story.take_down        any      own     -         own      -         -          -       -
    story.read             any      own     -         own      -         own        any     -
    commitment.save        any      own     -         -        -         -          -       -
    commitment.read        any      own     -         own      -         own        any     -
    activity.save          any      -       -         -        -         -          -       -
    activity.read          any      any     any       any      any       any        any     -
    outreach.record        any      own     -         -        own       -          -       -
    outreach.read          any      any     any       any      any       any        any     -
    opinion.record         any      own     -         -        own       -          -       -
    opinion.follow         any      own     -         -        -         -          -       -
    opinion.read           any      own     -         -        own       own        any     -
    opinion.asker          any      own     -         -        -         -          -       -
    run_sheet.plan         any      -       -         -        own       -          -       -
    run_sheet.run          any      own     -         -        own       -          -       -
    run_sheet.read         any      own     -         -        own       own        any     -
    activity.announce      any      -       -         -        own       -          -       -
    delegation.save        any      own     -         -        own       -          -       -
    delegation.read        any      own     -         -        own       own        any     -
    outcome.record         any      own     -         -        own       -          -       -
    outcome.read           any      any     any       any      any       any        any     -
    cost.record            any      own     -         -        own       -          -       -
    cost.read              any      own     own       own      own       own        any     -
    guest.register         any      own     -         -        own       -          -       -
    guest.list             any      own     -         -        own       own        any     -
    guest.reveal           any      own     -         -        own       -          -       -
    guest.rule             any      own     -         -        -         -          -       -
    invitation.save        any      own     -         -        own       -          -       -
    invitation.answer      any      any     any       any      any       any        any     any
    guest.check_in         any      own     -         -        own       -          -       -
    registration.cancel    any      own     -         -        own       -          -       -
    registration.open      any      -       -         -        own       -          -       -
    activity.join          any      any     any       any      any       any        any     any
    golf.save              any      own     -         -        own       -          -       -
    golf.register          any      own     own       -        own       -          -       -
    golf.read              any      own     own       own      own       own        any     -
    golf.list              any      own     -         -        own       own        any     -
    golf.direct            any      -       -         -        own       -          -       -
    golf.score             any      own     -         -        own       -          -       -
    golf.correct           any      -       -         -        own       -          -       -
    golf.hold              any      any     any       any      any       any        any     any
    golf.follow            any      any     any       any      any       any        any     any
    place.allot            any      -       -         -        own       -          -       -
    place.name             any      own     -         -        own       -          -       -
    finding.raise          -        -       -         -        -         own        -       -
    finding.answer         any      own     -         -        -         -          -       -
    finding.close          -        -       -         -        -         own        -       -
    finding.read           any      own     own       own      -         own        any     -
    indicator.save         any      own     -         -        -         -          -       -
    indicator.target       any      -       -         -        -         -          -       -
    indicator.read         any      any     any       any      any       any        any     -
    damage.report          any      own     -         -        -         -          -       -
    damage.read            any      own     own       own      -         own        any     -
    report.read            any      any     any       any      any       any        any     -
    rows.read              any      own     own       own      -         own        any     -
    round.open             any      own     -         -        -         -          -       -
    submission.write       any      own     -         -        -         -          -       -
    submission.read        any      own     own       own      -         own        any     -
    version.sign           any      -       -         own      -         -          -       -
    indicator.define       any      -       -         -        -         -          -       -
    example.record         any      own     -         -        -         -          -       -
    example.spread         any      -       -         -        -         -          -       -
    example.read           any      any     any       any      any       any        any     -
    events.read            any      -       own       -        -         own        any     -
    metrics.read           any      -       -         -        -         -          any     -
    export.read            any      any     any       any      any       any        any     -
    webhook.manage         any      -       -         -        -         -          -       -
    webhook.read           any      -       -         -        -         -          any     -
    books.read             any      -       own       own      -         own        any     -
    ledger.prove           any      any     any       any      any       any        any     any
    review.save            any      -       -         -        -         own        -       -
    review.answer          any      own     -         -        -         -          -       -
    review.read            any      own     -         own      -         own        any     -
    complaint.file         any      any     any       any      any       any        any     any
    complaint.follow       any      own     -         -        -         -          -       -
    complaint.answer       any      own     -         -        -         -          -       -
    complaint.list         any      own     -         -        -         own        any     -
    complaint.read         any      own     -         -        -         own        -       -
    key.make               any      own     own       -        own       own        -       -
    key.manage             -        -       -         -        -         -          -       -
    survey.save            any      own     -         -        -         own        -       -
    survey.record          any      own     -         -        -         own        -       -
    survey.read            any      own     -         own      -         own        any     -
    survey.texts           any      -       -         -        -         own        -       -
    survey.answer          any      any     any       any      any       any        any     any
    account.manage         -        -       -         -        -         -          -       -
    account.read           -        -       -         -        -         -          any     -
    access_trail.read      -        -       -         -        -         -          any     -
"""

BY_THE_ADMINISTRATOR = {
    "account.manage", "account.read", "access_trail.read", "key.manage", "metrics.read", "parked.read", "parked.settle",
    "unit.read", "webhook.read",
}
"""What the administrator may everywhere; nothing else but what is open to all."""

NEVER_BY_KEY = {
    "version.sign", "account.manage", "account.read", "access_trail.read", "key.make", "key.manage", "parked.settle",
}
"""What no program may with an API key: whoever has the key would have its owner's future too."""

COLUMNS = tuple(role for role in ROLES if role != "administrator")

EXPECTED = {
    (role, line.split()[0]): cell
    for line in CELLS.strip().splitlines()
    for role, cell in zip(COLUMNS, line.split()[1:], strict=True)
}
EXPECTED |= {
    ("administrator", action): "any" if action in BY_THE_ADMINISTRATOR else cell
    for (role, action), cell in EXPECTED.items() if role == PUBLIC
}

TREE = UnitTree(
    [
        Unit("58", "Ninh Thuận", "province"),
        Unit("582", "Phan Rang – Tháp Chàm", "district", parent="58"),
        Unit("58201", "Phường Mỹ Hải", "commune", parent="582"),
        Unit("584", "Bác Ái", "district", parent="58"),
    ]
)
OWN, BELOW_OWN, OTHER, ABOVE_OWN = "582", "58201", "584", "58"


class Holder:
    """Somebody with one role in one district."""

    def __init__(self, role: str) -> None:
        self.grants = (Grant(role, OWN),)


@pytest.mark.parametrize(("role", "action"), list(itertools.product(ROLES, table().actions)))
def test_each_cell_allows_exactly_what_it_says(role: str, action: str) -> None:
    cell = EXPECTED[role, action]
    holder = Holder(role)

    def may(unit: str | None) -> bool:
        return table().allows(holder, action, unit, TREE.contains)

    assert may(OWN) is (cell in ("own", "any"))
    assert may(BELOW_OWN) is (cell in ("own", "any"))
    assert may(OTHER) is (cell == "any")
    assert may(ABOVE_OWN) is (cell == "any")
    assert may(None) is (cell == "any")
    assert may("99") is (cell == "any"), "an unknown unit is nobody's own"


def test_the_hand_written_table_has_every_cell_and_no_other() -> None:
    assert {action for _, action in EXPECTED} == set(table().actions)


@pytest.mark.parametrize("action", sorted(table().actions))
def test_each_action_is_asked_for_somewhere(action: str) -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in GATEWAY.rglob("*.py"))
    guards = (
        r"(require|require_somewhere|for_those_who_may|_step|add_making|add_reading|add_step|units_shown)"
        rf"\(\s*([a-z_]+,\s*)?\"{re.escape(action)}\""
    )
    assert re.search(guards, code), "a cell that guards nothing promises what nobody keeps"


def test_an_auditor_reads_everything_and_writes_nothing() -> None:
    reading = {action for action in table().actions if table().cell("auditor", action)}
    assert reading and all(action.endswith((".read", ".list")) for action in reading)


def test_who_pays_never_verifies_or_approves() -> None:
    for role in ROLES:
        if table().cell(role, "support.pay"):
            assert table().cell(role, "support.approve") is None
            assert table().cell(role, "support.verify") is None
        if table().cell(role, "finding.raise"):
            assert table().cell(role, "finding.answer") is None, "a finding's subject is not its author"


def test_the_administrator_sees_no_personal_data_and_moves_no_money() -> None:
    """Manages accounts and keys, and may besides only what anybody may."""
    his = {action for action in table().actions if table().cell("administrator", action)}
    assert his - {action for action in his if table().cell(PUBLIC, action)} == BY_THE_ADMINISTRATOR


def test_what_no_key_may_is_marked_in_the_table() -> None:
    assert {action for action in table().actions if not table().by_key(action)} == NEVER_BY_KEY


def test_the_areas_of_an_action_are_the_units_of_the_roles_that_allow_it() -> None:
    assert table().areas(Holder("treasurer"), "statement.import") == [OWN]
    assert table().areas(Holder("auditor"), "rows.read") is None
    assert table().areas(Holder("organiser"), "support.pay") == []


def test_an_action_that_is_not_in_the_table_is_a_slip_in_the_code() -> None:
    with pytest.raises(UnknownAction):
        table().allows(Holder("province"), "money.burn", OWN, TREE.contains)


@pytest.mark.parametrize(
    ("cells", "what_is_wrong"),
    [
        ({"auditor": "any"}, "say what it means"),
        ({"means": "Xem báo cáo", "king": "any"}, "no role king"),
        ({"means": "Xem báo cáo", "by_key": "often"}, "by_key is never"),
        ({"means": "Xem báo cáo", "auditor": "sometimes"}, "auditor may sometimes"),
    ],
)
def test_a_broken_table_stops_the_start(cells: dict[str, str], what_is_wrong: str) -> None:
    with pytest.raises(BrokenAllowTable, match=what_is_wrong):
        AllowTable({"report.read": cells})
