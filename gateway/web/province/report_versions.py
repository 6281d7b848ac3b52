"""A frozen version: what it says, its papers, and how what is known now differs from what was reported."""

from __future__ import annotations

from itertools import islice

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.page_marks import BrokenPageMark, page_mark, place_of
from contracts.refusals import NotFound
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.desk.versions import may_see
from gateway.database import database
from gateway.desk import adjusting, checking, differing, disclosing, reports, rounds, versions
from gateway.desk.collections import VERSIONS
from gateway.facts import FIGURES
from gateway.reports.reading import at_one_moment
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, new_key
from gateway.web.province.report_steps import PAGE, SEEN, may_do
from gateway.web.report_words import EXAMPLE_KINDS, ROW_CHANGES

ROWS_ON_A_PAGE = 50
_COLUMN_KINDS = {"amount_vnd": "number", "on": "when"}
PAPERS = ("pdf", "docx", "xlsx", "csv")


@pages.get(f"{PAGE}/ban/<version_id>")
@for_those_who_may("submission.read")
def version_page(version_id: str) -> ResponseReturnValue:
    """The version with its hash, its papers and the difference; reckoned anew when asked (`?kiem-tra=1`)."""
    version = may_see(version_id)
    report = reports.find(database(), version["report_id"])
    round_ = rounds.find(database(), version["round_id"])
    lines, as_of = at_one_moment(lambda snapshot: (adjusting.difference(snapshot, version), snapshot.as_of))
    newest = database()[VERSIONS].find_one({"report_id": report["_id"]}, {"number": 1}, sort=[("number", -1)])
    sees_rows = principal().may("rows.read", version["unit"])
    may = may_do(report, round_)
    may["correct"] = may["correct"] and newest is not None and newest["_id"] == version_id
    return render_template(
        "report_version.html", version=versions.shown(version), content=versions.content_of(version), report=report,
        round=round_, lines=lines, as_of=as_of, newest=newest, papers=PAPERS, sees_rows=sees_rows, may=may,
        checked=checking.check_version(database(), version_id) if request.args.get("kiem-tra") == "1" else None,
        lists={name: one.title for name, one in disclosing.LISTS.items()} if sees_rows else {},
        example_kinds=EXAMPLE_KINDS, values={KEY: new_key(), SEEN: report["version"]}, problems=[],
    )


@pages.get(f"{PAGE}/ban/<version_id>/cong-khai/<name>")
@for_those_who_may("rows.read")
def disclosure_page(version_id: str, name: str) -> ResponseReturnValue:
    """A list for publication as it will go out, page by page."""
    version = may_see(version_id)
    require("rows.read", version["unit"])
    if name not in disclosing.LISTS:
        raise NotFound(gettext("Không có danh sách này."), remedy=gettext("Quay lại bản báo cáo."))
    told = disclosing.LISTS[name]
    after = request.args.get("sau", "")[:400]
    beyond = place_of(after, str)[0] if after else ""
    found = list(islice(disclosing.lines(database(), version, name, beyond), ROWS_ON_A_PAGE + 1))
    rows = found[:ROWS_ON_A_PAGE]
    here: Row = {"version_id": version_id, "name": name}
    onward = page_mark(rows[-1]["key"]) if len(found) > len(rows) else None
    return render_template(
        "report_disclosure.html", version=version, told=told, rows=rows, exports=_exports(version_id, name),
        columns=[(words, _COLUMN_KINDS.get(field, "")) for field, words in told.columns.items()],
        next_page=url_for("web.disclosure_page", sau=onward, **here) if onward else None,
        first=url_for("web.disclosure_page", **here) if after else "",
    )


def _exports(version_id: str, name: str) -> Row:
    """Where the whole list is fetched, by form."""
    papers = {form: url_for(f"report_papers.disclosure_{name}_{form}", id=version_id) for form in ("pdf", "docx")}
    tables = {form: url_for(f"report_papers.disclosed_{name}_{form}", id=version_id) for form in ("xlsx", "csv")}
    return {**papers, **tables}


@pages.get(f"{PAGE}/ban/<version_id>/khac")
@for_those_who_may("rows.read")
def difference_page(version_id: str) -> ResponseReturnValue:
    """The rows that make the difference: new ones, changed ones, and those that count no more."""
    version = may_see(version_id)
    require("rows.read", version["unit"])
    figure = request.args.get("so-lieu", "")
    figure = figure if figure in FIGURES else ""
    after = request.args.get("sau", "")[:400] or None
    try:
        found = differing.page(database(), version, figure or None, after, ROWS_ON_A_PAGE)
    except BrokenPageMark:
        found = differing.page(database(), version, figure or None, None, ROWS_ON_A_PAGE)
    here: Row = {"version_id": version_id, **({"so-lieu": figure} if figure else {})}
    return render_template(
        "report_difference.html", version=versions.shown(version), figure=FIGURES.get(figure), rows=found["rows"],
        next_page=url_for("web.difference_page", sau=found["next"], **here) if found["next"] else None,
        first=url_for("web.difference_page", **here) if after else "", figures=FIGURES, changes=ROW_CHANGES,
        sees_events=principal().may("events.read", version["unit"]),
    )
