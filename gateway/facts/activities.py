"""Activities and their guests."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _registration(registration: Json) -> list[Contribution]:
    return [Contribution(f"registrations_{registration['status']}", registration["activity"], 1, 0)]


def _allotment(allotment: Json) -> list[Contribution]:
    return [Contribution("places_allotted", allotment["activity"], allotment["left"], 0)] if allotment["left"] else []


FACTS = Facts(
    kinds=[
        Kind("activity", "activity", on("starts_on"), ["events.activity_saved.v1"], subjects=["activity"]),
        Kind("registration", "registration_id", on("registered_on"), ["events.registrations_changed.v1"]),
        Kind("allotment", "allotment_id", on("allotted_on"), ["events.allotments_changed.v1"]),
    ],
    counts={"registration": _registration, "allotment": _allotment},
    figures=[
        Figure("registrations_confirmed", "Khách đã xác nhận", "count",
               "Số khách đăng ký đã có chỗ, theo ngày đăng ký.",
               "registration", "Hoạt động", beside=("activity",)),
        Figure("registrations_offered", "Khách đang được giữ chỗ", "count",
               "Số khách chờ đã tới lượt, đang được giữ chỗ để trả lời, theo ngày đăng ký.",
               "registration", "Hoạt động"),
        Figure("places_allotted", "Chỗ đã phân, chưa ghi tên", "count",
               "Số chỗ phân cho đơn vị, cơ quan mà chưa ghi tên khách và chưa thu lại, theo ngày phân.",
               "allotment", "Hoạt động"),
        Figure("registrations_waiting", "Khách chờ chỗ", "count",
               "Số khách đăng ký còn trong danh sách chờ, theo ngày đăng ký.",
               "registration", "Hoạt động"),
        Figure("registrations_cancelled", "Khách đã hủy", "count",
               "Số đăng ký đã hủy, theo ngày đăng ký.",
               "registration", "Hoạt động"),
    ],
)
