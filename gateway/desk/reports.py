"""What becomes of a report: written, handed in, given back, accepted; put together, signed, corrected."""

from __future__ import annotations

from typing import Any

from gateway import units
from gateway.desk import flow_rules, narrative_rules, rounds, snapshots, versions
from gateway.desk.collections import EXAMPLES, REPORTS, Db
from gateway.desk.composing import compose, given_by, standing_of_units
from gateway.desk.example_rules import UnknownExample
from gateway.desk.indicators import indicators_of
from gateway.desk.store import advance
from messaging.context import CommandContext
from messaging.crash_points import reach
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day

Json = dict[str, Any]

LONGEST_SECTION = 20_000


@once
def write_report(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write sections, indicators and examples; what is not sent stays.  Raises UnknownReport, ChangedMeanwhile,
    ReportStepOutOfOrder, SectionUnknown, IndicatorNotAsked, UnknownExample."""
    report, round_ = _loaded(uow, command, "edit")
    here = given_by(report, indicators_of(uow.db, round_["indicators"]))
    sections, indicators = command["sections"], command["indicators"]
    flow_rules.check_text(
        report["kind"], sections, [one["key"] for one in round_["sections"]], indicators, here
    )
    examples = report["examples"] if command["examples"] is None else command["examples"]
    _check_examples(uow.db, report, examples)
    changed = {
        **report, "sections": {**report["sections"], **sections}, "examples": examples,
        "indicators": {**report["indicators"], **indicators},
    }
    return shown(advance(uow, REPORTS, changed, context, "written"))


@once
def submit_report(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Hand it in: its figures are kept as they stand now.  Raises besides UnknownReport, ChangedMeanwhile and
    ReportStepOutOfOrder: SectionEmpty, IndicatorMissing."""
    report, round_ = _loaded(uow, command, "submit")
    _check_complete(uow.db, round_, report)
    changed = {
        **report, "status": "submitted", "submitted_on": local_day(uow.now).isoformat(),
        "submitted_by": context.actor, "reason": "", "snapshot_id": _snapshot(uow, report, context),
    }
    return shown(advance(uow, REPORTS, changed, context, "submitted"))


@once
def return_report(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Give it back with the reason.  Raises UnknownReport, ChangedMeanwhile, ReportStepOutOfOrder."""
    report, round_ = _loaded(uow, command, "return")
    flow_rules.check_return(report["status"], find(uow.db, whole_id(round_))["status"])
    changed = {**report, "status": "returned", "reason": command["reason"]}
    return shown(advance(uow, REPORTS, changed, context, "returned"))


@once
def accept_report(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Accept it; what it says is frozen as a version.  Raises UnknownReport, ChangedMeanwhile, ReportStepOutOfOrder,
    SnapshotNotReady."""
    report, round_ = _loaded(uow, command, "accept")
    return shown(_frozen(uow, round_, {**report, "status": "accepted"}, None, context, "accepted"))


@once
def consolidate_report(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Put the units' reports together; figures of the whole are kept as they stand now.  An empty section is filled
    with what the units wrote, to be edited.

    Raises UnknownReport, ChangedMeanwhile, ReportStepOutOfOrder, ReportsMissing."""
    report, round_ = _loaded(uow, command, "consolidate")
    standing = standing_of_units(uow.db, round_)
    flow_rules.check_all_accepted(
        {one["unit"]: one["status"] for one in standing}, command["without"],
        {one["unit"]: one["unit_name"] for one in standing},
    )
    changed = {
        **report, "status": "consolidated", "sections": _filled(uow.db, round_, report, standing),
        "snapshot_id": _snapshot(uow, report, context),
        "consolidated": {"units": standing, "without": command["without"], "without_reason": command["reason"]},
    }
    return shown(advance(uow, REPORTS, changed, context, "consolidated"))


@once
def sign_report(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Sign it: a version that is never changed.  Raises UnknownReport, ChangedMeanwhile, ReportStepOutOfOrder,
    SectionEmpty, IndicatorMissing, SnapshotNotReady, ConsolidationOutdated, NarrativeDisagrees."""
    report, round_ = _loaded(uow, command, "sign")
    _check_complete(uow.db, round_, report)
    flow_rules.check_still_the_same(report["consolidated"]["units"], standing_of_units(uow.db, round_))
    content = snapshots.content_of(snapshots.find(uow.db, report["snapshot_id"]))
    if content["adjustments"] or content["adjusted_against"]:
        against = sorted(one["_id"] for one in versions.of_the_kind(uow.db, about(report)))
        flow_rules.check_still_the_same(_named(content["adjusted_against"]), _named(against))
    written = [{**one, "text": report["sections"].get(one["key"], "")} for one in round_["sections"]]
    narrative_rules.refuse_unknown(narrative_rules.check(written, content), command["confirmed_numbers"])
    signature = {
        **{name: command[name] for name in ("signer_name", "signer_position", "on_behalf_of", "document_number")},
        "signed_on": local_day(uow.now).isoformat(), "signed_by": context.actor,
    }
    signed = _frozen(uow, round_, {**report, "status": "signed"}, signature, context, "signed")
    return shown(signed)


@once
def correct_report(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Open a signed report again; the version stays, and the next one names it with this reason.  Raises UnknownReport,
    ChangedMeanwhile, ReportStepOutOfOrder."""
    report, _ = _loaded(uow, command, "correct")
    changed = {
        **report, "status": "draft", "correcting": command["reason"], "reason": command["reason"],
        "snapshot_id": None, "consolidated": None,
    }
    return shown(advance(uow, REPORTS, changed, context, "correcting"))


def find(db: Db, report_id: str) -> Json:
    """The document.  Raises UnknownReport."""
    found = db[REPORTS].find_one({"_id": report_id})
    if found is None:
        raise flow_rules.UnknownReport("Không có báo cáo này.", field="report_id", remedy="Kiểm tra lại mã.")
    return found


def whole_id(round_: Json) -> str:
    """The id of the report of the unit that opened the round."""
    return f"{round_['_id']}-{round_['unit']}"


def about(report: Json) -> Json:
    """What its snapshot is about."""
    names = ("campaign", "unit", "period")
    return {**{name: report[name] for name in names}, "report_id": report["_id"], "report_kind": report["kind"]}


def shown(report: Json) -> Json:
    """As JSON values."""
    return {"report_id": report["_id"], **{name: value for name, value in report.items() if name != "_id"}}


def _loaded(uow: UnitOfWork, command: Json, step: str) -> tuple[Json, Json]:
    report = find(uow.db, command["report_id"])
    flow_rules.check_version(command["expected"], report["version"])
    flow_rules.check_step(step, report["kind"], report["status"])
    return report, rounds.find(uow.db, report["round_id"])


def _snapshot(uow: UnitOfWork, report: Json, context: CommandContext) -> str:
    snapshot_id = f"{report['_id']}-{report['version'] + 1}"
    snapshots.ask(uow.db, snapshot_id, about(report), uow.now, context.actor)
    return snapshot_id


def _check_complete(db: Db, round_: Json, report: Json) -> None:
    here = given_by(report, indicators_of(db, round_["indicators"]))
    flow_rules.check_complete(
        {one["key"]: one["title"] for one in round_["sections"] if one["required"]}, report["sections"],
        {code: one["name"] for code, one in here.items()}, report["indicators"],
    )


def _frozen(
    uow: UnitOfWork, round_: Json, report: Json, signature: Json | None, context: CommandContext, action: str
) -> Json:
    number = report["versions"] + 1
    before = versions.newest_of(uow.db, report["_id"])
    frozen = {
        "number": number, "version_id": f"{report['_id']}-v{number}", "signature": signature,
        "kind": versions.KIND_OF_REPORT[report["kind"]],
        "corrects": None if before is None else {
            "version_id": before["_id"], "number": before["number"], "sha256": before["sha256"],
            "reason": report["correcting"] or "",
        },
    }
    content = compose(uow.db, round_, report, frozen)
    version = versions.freeze(uow, report, content, context.actor)
    changed = {**report, "versions": number, "version_id": version["_id"], "correcting": None, "reason": ""}
    reach(f"desk.before_{action}")
    return advance(uow, REPORTS, changed, context, action)


def _filled(db: Db, round_: Json, report: Json, standing: list[Json]) -> Json:
    written = {one["unit"]: find(db, f"{round_['_id']}-{one['unit']}") for one in standing if one["version_id"]}
    sections = dict(report["sections"])
    for one in round_["sections"]:
        if sections.get(one["key"], "").strip():
            continue
        texts = [
            f"{units.name_of(unit)}: {text}"
            for unit, of_unit in written.items() if (text := of_unit["sections"].get(one["key"], "").strip())
        ]
        sections[one["key"]] = "\n".join(texts)[:LONGEST_SECTION]
    return sections


def _check_examples(db: Db, report: Json, ids: list[str]) -> None:
    of_unit = units.current_tree().descendants(report["unit"])
    wanted = {"_id": {"$in": ids}, "campaign": report["campaign"], "unit": {"$in": of_unit}}
    found = {one["_id"] for one in db[EXAMPLES].find(wanted, {"_id": 1})}
    for place, id in enumerate(ids):
        if id not in found:
            raise UnknownExample(
                "Không có gương điển hình này ở đơn vị.", field=f"examples.{place}", remedy="Ghi gương điển hình trước."
            )


def _named(ids: list[str]) -> list[Json]:
    return [{"version_id": id} for id in ids]
