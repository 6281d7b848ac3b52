"""Commands about who came: scans of the codes on guests' badges, by devices that may have been without a network."""

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.fields import END, Instant, Text, WholeNumber, choice_field, code_field

MOST_SCANS = 500
"""Scans in one command at the most."""

OUTCOMES = ["admitted", "repeat", "unknown", "cancelled", "waiting", "undone", "id_reused"]
"""What a scan came to.  ``undone``: it was taken back as a slip; ``id_reused``: its id stands for another scan already,
and nothing was recorded."""

SHOWN = ["admitted", "repeat", "unknown", "cancelled", "waiting"]


def device_text(longest: int, **kwargs: object) -> fields.String:
    """An id that a device made for itself: letters, digits, ``-``, ``_``, ``.`` and ``:``."""
    shape = validate.Regexp(
        rf"^[A-Za-z0-9][A-Za-z0-9._:-]{{0,{longest - 1}}}{END}",
        error=f"Mã do máy quét đặt gồm tối đa {longest} chữ không dấu, chữ số và . _ : -.",
    )
    return fields.String(validate=shape, **kwargs)  # type: ignore[arg-type]


def scan_id_field(**kwargs: object) -> fields.String:
    """A scan's own id."""
    return device_text(64, **kwargs)


class Scan(Command):
    """One scan of a badge.

    scan_id: made by the device, the same however often the scan is sent.  code: what was read or typed.  scanned_at:
    by the device's clock.  shown: what the device showed at the gate by itself; null when it waited for the answer."""

    scan_id = scan_id_field(required=True)
    code = Text(required=True, longest=300)
    gate = Text(longest=60, load_default="", shortest=0)
    scanned_at = Instant(required=True)
    shown = choice_field(SHOWN, load_default=None, allow_none=True)


class RecordScans(Command):
    """Record what a device scanned; the same scan again changes nothing."""

    activity = code_field(required=True)
    device_id = device_text(64, required=True)
    scans = fields.List(fields.Nested(Scan), required=True, validate=validate.Length(1, MOST_SCANS))

    @validates_schema(skip_on_field_errors=True)
    def _each_scan_once(self, data: dict[str, list[dict[str, str]]], **_: object) -> None:
        ids = [scan["scan_id"] for scan in data["scans"]]
        if len(set(ids)) < len(ids):
            raise ValidationError("Một lượt quét có mặt hai lần trong danh sách.", "scans")


class UndoScan(Command):
    """Take back a scan that was made by mistake; scan and reason are kept."""

    activity = code_field(required=True)
    scan_id = scan_id_field(required=True)
    reason = Text(required=True, longest=300, shortest=3)


class ListArrivals(Command):
    """One page of an activity's guests in the order of their registration, each with when and where they came.

    arrived: only those who came, or only those who did not.  purpose: why beneficiaries are to be shown by name.
    what: which list it is for; the look is kept."""

    activity = code_field(required=True)
    arrived = fields.Boolean(load_default=None, allow_none=True)
    purpose = Text(longest=200, shortest=5, load_default=None, allow_none=True)
    what = Text(longest=60, load_default="danh sách khách đến")
    after = WholeNumber(lowest=0, highest=10**9, load_default=0)
    limit = WholeNumber(lowest=1, highest=200, load_default=200)


class ListScanConflicts(Command):
    """One page of what gates decided that does not fit together; ``after`` is the code of the last guest seen."""

    activity = code_field(required=True)
    after = Text(longest=20, load_default="", shortest=0)
    limit = WholeNumber(lowest=1, highest=200, load_default=50)
