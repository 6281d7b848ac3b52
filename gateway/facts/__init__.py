"""Every kind of fact and every figure, gathered from the capabilities; pure, and the only definition of either."""

from __future__ import annotations

from collections import defaultdict

from gateway.facts import (
    activities,
    appeals,
    bank_debits,
    beneficiaries,
    campaigns,
    check_in,
    commitments,
    complaints,
    costs,
    delegations,
    findings,
    golf,
    golf_scoring,
    houses,
    in_kind,
    indicators,
    intake,
    invitations,
    matching,
    opinions,
    outcomes,
    outreach,
    pledges,
    public_lines,
    receipts,
    recognition,
    relief,
    reviews,
    run_sheet,
    statements,
    supervision,
    support,
    surveys,
)
from gateway.facts.kinds import Contribution, Counting, Facts, Figure, Json, Kind

_IN_ORDER: list[Facts] = [
    capability.FACTS
    for capability in (
        intake, receipts, matching, bank_debits, pledges, appeals, in_kind, support, beneficiaries, houses,
        commitments, relief, recognition, activities, invitations, check_in, golf, golf_scoring, run_sheet,
        delegations, outcomes, costs, opinions, outreach, supervision, findings, reviews, complaints, surveys,
        indicators, statements, campaigns, public_lines,
    )
]
"""The order of the report."""

TARGET = "target"
"""The one figure that is not a sum of cells: it is read from the campaign's row, whatever the period."""

TARGET_FORMULA = "Chỉ tiêu của đợt vận động và của từng đơn vị, lấy từ kế hoạch, không theo kỳ."

KIND_OF_EVENT: dict[str, Kind] = {event: kind for facts in _IN_ORDER for kind in facts.kinds for event in kind.events}

KINDS_OF_SUBJECT: dict[str, list[Kind]] = {}
"""What a finding can be about, and as which kinds of fact it is found."""

for _facts in _IN_ORDER:
    for _fact in _facts.kinds:
        for _subject in _fact.subjects:
            KINDS_OF_SUBJECT.setdefault(_subject, []).append(_fact)

FIGURES: dict[str, Figure] = {figure.key: figure for facts in _IN_ORDER for figure in facts.figures}

SOURCE_NAMES: dict[str, str] = {source: name for facts in _IN_ORDER for source, name in facts.sources.items()}
"""Sources that are not activities; an activity is called by its own name."""

_COUNTS: defaultdict[str, list[Counting]] = defaultdict(list)
for _facts in _IN_ORDER:
    for _kind, _counting in _facts.counts.items():
        _COUNTS[_kind].append(_counting)


def counted(kind: str, state: Json) -> list[Contribution]:
    """What a fact of this kind, as it now stands, adds to the figures."""
    return [one for counting in _COUNTS.get(kind, ()) for one in counting(state)]


_WORDS = {kind: words for facts in _IN_ORDER for kind, words in facts.words.items()}


def public_words(kind: str, state: Json) -> list[str]:
    """Under which words anybody finds a fact of this kind; none for what not everybody may see."""
    words = _WORDS.get(kind)
    return words(state) if words else []
