"""The sealed ledger, for everybody: published roots, and the proof that an entry is in it.  No personal data."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from contracts.events.donations.ledger import LedgerRootRow
from gateway.access.current import for_those_who_may
from gateway.api.asking import answer, ask
from gateway.api.lists import add_list

blp = Blueprint(
    "ledger", __name__, url_prefix="/api/v1/public/ledger",
    description="Sổ cái niêm phong: mã công bố mỗi ngày và bằng chứng, ai cũng xem được",
)

_hex_list = fields.List(fields.String(), required=True)


class BlockHeader(Schema):
    """A block as it is hashed."""

    campaign = fields.String(required=True)
    height = fields.Integer(required=True)
    entries = fields.Integer(required=True)
    root = fields.String(required=True)
    previous = fields.String(required=True)
    sealed_at = fields.String(required=True)
    sealed_on = fields.String(required=True)


class DayHeader(Schema):
    """A closed day as it is hashed."""

    campaign = fields.String(required=True)
    day = fields.String(required=True)
    number = fields.Integer(required=True)
    first_height = fields.Integer(required=True)
    last_height = fields.Integer(required=True)
    entries_so_far = fields.Integer(required=True)
    root = fields.String(required=True)
    previous = fields.String(required=True)


class DayProof(Schema):
    """That the block is in a closed day."""

    header = fields.Nested(DayHeader, required=True)
    hash = fields.String(required=True)
    path = _hex_list


class LedgerProof(Schema):
    """That an entry is in a block, and the block in a closed day (null until the day is over)."""

    entry_id = fields.String(required=True)
    leaf = fields.String(required=True)
    place = fields.Integer(required=True)
    path = _hex_list
    block = fields.Nested(BlockHeader, required=True)
    block_hash = fields.String(required=True)
    day = fields.Nested(DayProof, required=True, allow_none=True)


@blp.route("/proofs/<entry_id>")
@for_those_who_may("ledger.prove")
@blp.response(200, LedgerProof)
def proof(entry_id: str) -> Response:
    """Bằng chứng một bút toán nằm trong sổ cái đã niêm phong."""
    return answer(ask("donations", "get_ledger_proof", {"id": entry_id}))


add_list(blp, "ledger_root", LedgerRootRow, "mã niêm phong sổ cái theo ngày", action="ledger.prove", path="/roots")
