"""Each amount and percentage that a narrative names, beside the figures that it is."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from gateway.access.current import for_those_who_may
from gateway.api.desk.unit_reports import figures_of
from gateway.desk import narrative_rules
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.province.report_steps import PAGE, loaded, may_do


def sections_of(report: Row, round_: Row) -> list[Row]:
    """The narrative in its order."""
    return [
        {"key": one["key"], "title": one["title"], "text": report["sections"].get(one["key"], "")}
        for one in round_["sections"]
    ]


def numbers_of(report: Row, round_: Row, content: Row | None) -> list[Row] | None:
    """What the whole narrative names, held against these figures; None while they are still being gathered."""
    return None if content is None else narrative_rules.check(sections_of(report, round_), content)


@pages.get(f"{PAGE}/<report_id>/so-trong-loi-van")
@for_those_who_may("submission.read")
def report_numbers(report_id: str) -> ResponseReturnValue:
    """Those that no figure is come first: mend them, or confirm them when signing."""
    report, round_ = loaded(report_id)
    found = numbers_of(report, round_, figures_of(report)["content"])
    return render_template(
        "report_numbers.html", report=report, round=round_, may=may_do(report, round_), numbers=found,
        unmatched=[one for one in found or [] if not one["figures"]],
        matched=[one for one in found or [] if one["figures"]],
    )
