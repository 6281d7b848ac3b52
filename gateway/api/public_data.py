"""Open data: the public figures of a campaign, and its bank lines as far as anybody may see them."""

from __future__ import annotations

import threading
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from limits import parse
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import MAX_VND, LocalDay, Text, choice_field, code_field
from contracts.refusals import Refusal
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may
from gateway.access.slowing import slow_down_readers
from gateway.api.asking import answer
from gateway.api.conditional import may_be_kept
from gateway.api.downloads import Table, add_table, csv_download
from gateway.reports import public_figures as figures
from gateway.reports import public_lines as lines
from gateway.reports.scope import lead_unit_of

blp = Blueprint("public_data", __name__, url_prefix="/api/v1/public", description="Dữ liệu mở, ai cũng xem được")

WHOLE = parse("6 per 1 hour")
"""Downloads of all lines for one address."""

AT_ONCE = 3
"""Such downloads in one process: each holds a thread for as long as it lasts."""

_free = threading.BoundedSemaphore(AT_ONCE)

COLUMNS = ("line", "on", "way", "amount_vnd", "refunded_vnd", "unit", "name", "memo", "code", "reference", "entry")


class TooManyDownloads(Refusal):
    """As many as may run at once are running (HTTP 503)."""

    kind = "unavailable"


class OfCampaign(Strict):
    """Of which campaign."""

    campaign = code_field(required=True)


class WhichLines(OfCampaign):
    """What is looked for; ``text``: words in any order, diacritics ignored."""

    text = Text(longest=200, load_default="", shortest=0)
    amount_vnd = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, MAX_VND))
    from_on = LocalDay(load_default=None, allow_none=True)
    to_on = LocalDay(load_default=None, allow_none=True)
    way = choice_field(["in", "out"], load_default="")


class PageOfLines(WhichLines):
    """Which page."""

    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, lines.LINES_ON_A_PAGE))


class OpenLine(Schema):
    """A bank line as anybody may see it; ``name`` and ``memo`` are empty unless the donor wants them seen."""

    line = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    on = LocalDay(required=True)
    way = fields.String(required=True)
    amount_vnd = fields.Integer(required=True)
    refunded_vnd = fields.Integer(required=True)
    name = fields.String(required=True)
    memo = fields.String(required=True)
    code = fields.String(required=True)
    reference = fields.String(required=True)
    entry = fields.String(required=True)
    import_id = fields.String(required=True)


class OpenAsOf(Schema):
    seq = fields.Integer(required=True)
    at = fields.String(required=True, allow_none=True)


class OpenLines(Schema):
    """``count`` up to 2,000 (``counted_all``: exactly so many); ``looked_until``: the day up to which this page looked
    in vain, ``next`` goes on from there."""

    lines = fields.List(fields.Nested(OpenLine), required=True)
    next = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True, allow_none=True)
    counted_all = fields.Boolean(required=True)
    looked_until = LocalDay(required=True, allow_none=True)
    as_of = fields.Nested(OpenAsOf, required=True)


class OpenFigure(Schema):
    """``split_by``: total, unit or source; ``code`` and ``part``: of which unit or source."""

    figure = fields.String(required=True)
    name = fields.String(required=True)
    split_by = fields.String(required=True)
    code = fields.String(required=True)
    part = fields.String(required=True)
    count = fields.Integer(required=True)
    amount_vnd = fields.Integer(required=True)


class OpenFigures(Schema):
    campaign = fields.String(required=True)
    name = fields.String(required=True)
    as_of = fields.Nested(OpenAsOf, required=True)
    rows = fields.List(fields.Nested(OpenFigure), required=True)


@blp.route("/statement-lines")
@for_those_who_may("portal.read")
@blp.arguments(PageOfLines, location="query", unknown=RAISE)
@blp.response(200, OpenLines)
def public_statement_lines(asked: dict[str, Any]) -> Response:
    """Tìm dòng sao kê, từng trang; tên và nội dung chỉ có khi người ủng hộ muốn công khai."""
    slow_down_readers()
    after, limit = asked.pop("after"), asked.pop("limit")
    may_be_kept()
    return answer(lines.search(lines.Search(**asked), after, limit))


@blp.route("/statement-lines.csv")
@for_those_who_may("portal.read")
@blp.arguments(WhichLines, location="query", unknown=RAISE)
@blp.response(200, content_type="text/csv")
def public_statement_lines_csv(asked: dict[str, Any]) -> Response:
    """Tải mọi dòng sao kê như ai cũng thấy, dạng CSV."""
    slow_down_readers("open-data-whole", WHOLE)
    lead_unit_of(asked["campaign"])
    if not _free.acquire(blocking=False):
        raise TooManyDownloads("Đang có nhiều người tải dữ liệu.", remedy="Đợi vài phút rồi tải lại.")
    rows = ({name: line[name] for name in COLUMNS} for line in lines.every(lines.Search(**asked)))
    sent = csv_download(Table("sao-ke-cong-khai", "Sao kê công khai", COLUMNS, rows))
    sent.call_on_close(_free.release)
    return sent


def figures_table(asked: dict[str, Any]) -> Table:
    slow_down_readers()
    found = figures.public_figures(asked["campaign"])
    return Table("so-lieu-cong-khai", "Số liệu công khai", figures.COLUMNS, iter(found["rows"]))


@blp.route("/figures")
@for_those_who_may("portal.read")
@blp.arguments(OfCampaign, location="query", unknown=RAISE)
@blp.response(200, OpenFigures)
def public_figures(asked: dict[str, Any]) -> Response:
    """Số liệu công khai của một đợt vận động: tổng, theo đơn vị, theo kênh và mục đích."""
    slow_down_readers()
    may_be_kept()
    return answer(figures.public_figures(asked["campaign"]))


add_table(blp, "/figures", "portal.read", OfCampaign, "số liệu công khai của một đợt vận động", figures_table)
