"""Invitations and what the invited answered."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on

_FIGURE_OF_STATUS = {
    "sent": "invitations_unanswered", "yes": "invitations_yes", "no": "invitations_no",
    "substitute": "invitations_substitute",
}


def _invitation(invitation: Json) -> list[Contribution]:
    if invitation["status"] == "withdrawn":
        return []
    figures = ("invitations", _FIGURE_OF_STATUS[invitation["status"]])
    return [Contribution(figure, invitation["activity"], 1, 0) for figure in figures]


FACTS = Facts(
    kinds=[Kind("invitation", "invitation_id", on("invited_on"), ["events.invitations_changed.v1"])],
    counts={"invitation": _invitation},
    figures=[
        Figure("invitations", "Thư mời đã gửi", "count",
               "Số thư mời đã lập, trừ thư đã rút, theo ngày mời.", "invitation", "Hoạt động"),
        Figure("invitations_yes", "Trong đó nhận lời", "count",
               "Số thư mời mà người được mời trả lời sẽ dự, theo ngày mời.", "invitation", "Hoạt động"),
        Figure("invitations_substitute", "Trong đó cử người đi thay", "count",
               "Số thư mời được trả lời cử người đi thay, theo ngày mời.", "invitation", "Hoạt động"),
        Figure("invitations_no", "Trong đó báo không dự", "count",
               "Số thư mời được trả lời không dự, theo ngày mời.", "invitation", "Hoạt động"),
        Figure("invitations_unanswered", "Trong đó chưa trả lời", "count",
               "Số thư mời chưa có trả lời, theo ngày mời.", "invitation", "Hoạt động"),
    ],
)
