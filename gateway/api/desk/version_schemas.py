"""What the desk's API answers of frozen versions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from contracts.fields import Instant, LocalDay, choice_field, code_field, unit_field
from gateway.api.desk.doing import Page
from gateway.api.desk.schemas import KINDS, PeriodShown


class ReportSignature(Schema):
    signer_name = fields.String(required=True)
    signer_position = fields.String(required=True)
    on_behalf_of = fields.String(required=True)
    document_number = fields.String(required=True)
    signed_on = LocalDay(required=True)
    signed_by = fields.String(required=True)


class Corrects(Schema):
    version_id = fields.String(required=True)
    number = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    reason = fields.String(required=True)


class ReportVersion(Schema):
    """A frozen version, without what it says."""

    version_id = fields.String(required=True)
    report_id = fields.String(required=True)
    round_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    period = fields.Nested(PeriodShown, required=True)
    kind = fields.String(required=True)
    number = fields.Integer(required=True)
    corrects = fields.Nested(Corrects, required=True, allow_none=True)
    snapshot_id = fields.String(required=True)
    snapshot_sha256 = fields.String(required=True)
    signature = fields.Nested(ReportSignature, required=True, allow_none=True)
    sha256 = fields.String(required=True)
    frozen_at = Instant(required=True)
    frozen_by = fields.String(required=True)


class WholeReportVersion(ReportVersion):
    """A frozen version with all that it says; see docs/snapshots.md."""

    content = fields.Dict(required=True)


class WhichVersions(Page):
    campaign = code_field(required=True)
    report_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=80))
    unit = unit_field(load_default=None, allow_none=True)
    kind = choice_field(["signed", "accepted"], load_default=None, allow_none=True)
    period_kind = choice_field(KINDS, load_default=None, allow_none=True)


class VersionsPage(Schema):
    rows = fields.List(fields.Nested(ReportVersion), required=True)
    next = fields.String(required=True, allow_none=True)
