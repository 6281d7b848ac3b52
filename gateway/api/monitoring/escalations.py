"""Letters to the superior level of the Front, drafted by the clock where something was not done in time."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.monitoring import escalations as asked
from contracts.commands.monitoring.clocks import CLOCKS
from contracts.events.monitoring.escalations import EscalationRow
from contracts.fields import LocalDay, choice_field
from gateway import units
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import answer
from gateway.api.downloads import named
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.printing.docx_parts import DOCX_TYPE
from gateway.printing.escalation_letters import letter_docx

blp = Blueprint(
    "escalations", __name__, url_prefix="/api/v1/escalations",
    description="Công văn gửi Mặt trận cấp trên khi quá hạn",
)

FRONT = "Ủy ban MTTQ Việt Nam"
CENTRAL = "Ủy ban Trung ương MTTQ Việt Nam"


class Escalation(EscalationRow):
    """A letter with what it says."""

    body = fields.String(required=True)
    subject = fields.String(required=True)
    asked_number = fields.String(required=True)
    asked_on = LocalDay(required=True)
    citation = fields.String(required=True)
    document_number = fields.String(required=True)
    dropped_reason = fields.String(required=True)


resource = Resource("monitoring", blp, "escalation", Escalation, done_by="by_unit")
resource.add_step("visit.save", "sending", "send_escalation", asked.SendEscalation, "Ghi số và ngày gửi công văn.")
resource.add_step("visit.save", "dropping", "drop_escalation", asked.DropEscalation, "Bỏ dự thảo, nêu lý do.")


def _found(id: str) -> dict[str, Any]:
    """The letter, for those of the unit that it is about and of the one that writes it.  Raises NotAllowed."""
    found = resource.find(id)
    if not principal().may("finding.read", found["by_unit"]):
        require("finding.read", found["unit"])
    return found


@blp.route("/<id>")
@for_those_who_may("finding.read")
@blp.response(200, Escalation)
def get_escalation(id: str) -> Response:
    """Xem một công văn."""
    return answer(_found(id))


@blp.route("/<id>/letter.docx")
@for_those_who_may("finding.read")
@blp.response(200, content_type=DOCX_TYPE)
def letter(id: str) -> Response:
    """Tải dự thảo công văn dạng DOCX để sửa, ký và gửi."""
    found = _found(id)
    sender = units.current_tree().get(found["by_unit"])
    above = sender.parent if sender else None
    superior = units.current_tree().get(above) if above else None
    addressee = f"{FRONT} {superior.name}" if superior and superior.level != "country" else CENTRAL
    place = units.name_of(found["by_unit"])
    made = letter_docx(found, f"{FRONT} {place}", addressee, units.name_of(found["unit"]), place)
    return Response(made, content_type=DOCX_TYPE, headers=named("cong-van-cap-tren.docx"))


add_list(
    blp, "escalation", EscalationRow, "công văn gửi Mặt trận cấp trên", action="finding.read",
    filters={
        "status": choice_field(asked.ESCALATION_STATUSES),
        "about_id": fields.String(), "clock": choice_field([*CLOCKS, "remedy"]),
    },
)
