"""The run sheet of an activity: planned, run, closed, and told step by step."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands import Command
from contracts.commands.events import run_sheet as asked
from contracts.events.events.run_sheet import CueRow, RunSheetChangedV1, StepRow
from contracts.fields import Instant
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.references import check_in_books
from gateway.api.downloads import Table, add_table
from gateway.reports.run_sheets import COLUMNS, lines

blp = Blueprint(
    "run_sheets", __name__, url_prefix="/api/v1/activities/<activity>/run-sheet", description="Kịch bản điều hành"
)

Json = dict[str, Any]

class RunCue(CueRow):
    label = fields.String(required=True)
    record_status = fields.String(required=True, allow_none=True)
    missed = fields.String(required=True, allow_none=True)


class RunStep(StepRow):
    """A step with what is to be expected of it; ``expected_delay_minutes``: how late it began or will begin."""

    owner = fields.String(required=True)
    call = fields.String(required=True)
    first_planned_at = Instant(required=True)
    expected_at = Instant(required=True, allow_none=True)
    expected_end_at = Instant(required=True, allow_none=True)
    expected_delay_minutes = fields.Integer(required=True, allow_none=True)
    overrun_minutes = fields.Integer(required=True, allow_none=True)
    skipped_cause = fields.String(required=True, allow_none=True)
    cues = fields.List(fields.Nested(RunCue), required=True)


class RunSheet(RunSheetChangedV1):
    """A run sheet as it stands at ``now``.  ``delay_minutes``: of the next step; ``end_delay_minutes``: of the last."""

    late_after_minutes = fields.Integer(required=True)
    now = Instant(required=True)
    running = fields.String(required=True, allow_none=True)
    next = fields.String(required=True, allow_none=True)
    delay_minutes = fields.Integer(required=True)
    end_delay_minutes = fields.Integer(required=True)
    cues_settled = fields.Integer(required=True)
    cues_open = fields.Integer(required=True)
    steps = fields.List(fields.Nested(RunStep), required=True)


@blp.route("")
class OneRunSheet(MethodView):
    """Planning and reading."""

    @for_those_who_may("run_sheet.plan")
    @blp.arguments(asked.PlanRunSheet(exclude=["activity"]))
    @blp.response(200, RunSheet)
    def put(self, command: Json, activity: str) -> Response:
        """Lập kịch bản, hoặc đưa về đúng nội dung này; bước đã diễn ra thì giữ nguyên giờ."""
        found = ask("events", "get_activity", {"id": activity})
        require("run_sheet.plan", found["unit"])
        _check_records(command, found["campaign"])
        return answer(ask("events", "plan_run_sheet", {**request.get_json(), "activity": activity}))

    @for_those_who_may("run_sheet.read")
    @blp.response(200, RunSheet)
    def get(self, activity: str) -> Response:
        """Xem kịch bản lúc này: giờ kế hoạch, giờ thực, giờ dự kiến, các mục trao."""
        return answer(find(activity))


def find(activity: str) -> Json:
    """The run sheet, for those who may see it.  Raises the service's NotFound, NotAllowed."""
    sheet = ask("events", "get_run_sheet", {"id": activity})
    require("run_sheet.read", sheet["unit"])
    return sheet


def _add_step(address: str, method: str, schema: type[Command], title: str) -> None:
    left_out = ["activity", *re.findall(r"<(\w+)>", address)]

    @blp.route(address, methods=["POST"], endpoint=method)
    @for_those_who_may("run_sheet.run")
    @blp.arguments(schema(exclude=left_out))
    @blp.response(200, RunSheet)
    @blp.doc(parameters=[KEY_PARAMETER], summary=title)
    def do(_command: Json, **named: str) -> Response:
        require("run_sheet.run", ask("events", "get_run_sheet", {"id": named["activity"]})["unit"])
        return answer(ask("events", method, {**request.get_json(), **named}, key=idempotency_key()))


_add_step("/steps/<step>/start", "start_step", asked.StartStep, "Bắt đầu một bước, lúc này nếu không ghi giờ.")
_add_step("/steps/<step>/finish", "finish_step", asked.FinishStep, "Kết thúc bước đang diễn ra.")
_add_step("/steps/<step>/skip", "skip_step", asked.SkipStep, "Bỏ một bước chưa bắt đầu, có lý do.")
_add_step("/steps/<step>/taking-back", "take_back_step", asked.TakeBackStep, "Lấy lại việc vừa ghi nhầm của một bước.")
_add_step("/order", "order_steps", asked.OrderSteps, "Đổi thứ tự các bước chưa bắt đầu.")
_add_step("/closing", "close_run_sheet", asked.CloseRunSheet, "Kết thúc chương trình.")
_add_step(
    "/steps/<step>/cues/<cue>/mark", "mark_cue", asked.MarkCue, "Ghi một mục không trao trên sân khấu, hoặc lấy lại."
)


def _report(_asked: Json, activity: str) -> Table:
    return Table(f"kich-ban-{activity}", "Kịch bản", COLUMNS, lines(find(activity)))


add_table(
    blp, "/report", "run_sheet.read", Strict, "báo cáo từng bước: trễ bao nhiêu, mục trao nào khớp sổ hay còn để ngỏ",
    _report,
)


def _check_records(command: Json, campaign: str) -> None:
    """What is handed over is in the books of this campaign.  Raises RecordNotFound, RecordElsewhere."""
    for place, step in enumerate(command["steps"]):
        for at, cue in enumerate(step["cues"]):
            kind = asked.RECORD_OF_CUE[cue["kind"]]
            check_in_books(kind, cue["record_id"], campaign, f"steps.{place}.cues.{at}.record_id")
