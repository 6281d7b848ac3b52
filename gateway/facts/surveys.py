"""Surveys of citizens' satisfaction: held, answered, satisfied.  Answers and satisfied count in the area as far as its
row may state them, and otherwise with the unit that held the survey."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _survey(survey: Json) -> list[Contribution]:
    if survey["status"] != "closed":
        return []
    return [
        Contribution("surveys", survey["topic"], 1, 0),
        *_counted(
            survey["topic"], survey["unplaced_answers"], survey["unplaced_judged"], survey["unplaced_satisfied"]
        ),
    ]


def _area(area: Json) -> list[Contribution]:
    judged = area["answers"] if area["satisfied"] is not None else None
    return _counted(area["topic"], area["answers"], judged, area["satisfied"])


def _counted(topic: str, answers: int | None, judged: int | None, satisfied: int | None) -> list[Contribution]:
    told = {"survey_answers": answers, "survey_judged": judged, "survey_satisfied": satisfied}
    return [Contribution(figure, topic, count, 0) for figure, count in told.items() if count]


def _figure(key: str, name: str, formula: str, rows: str = "survey_area") -> Figure:
    return Figure(key, name, "count", formula + ", theo ngày mở khảo sát.", rows, "Nội dung khảo sát")


FACTS = Facts(
    kinds=[
        Kind("survey", "survey_id", on("opens_on"), ["monitoring.surveys_changed.v1"]),
        Kind("survey_area", "survey_area_id", on("opens_on"), ["monitoring.survey_areas_counted.v1"]),
    ],
    counts={"survey": _survey, "survey_area": _area},
    figures=[
        _figure("surveys", "Cuộc khảo sát sự hài lòng đã kết thúc", "Số cuộc khảo sát đã kết thúc", "survey"),
        _figure("survey_answers", "Phiếu trả lời khảo sát",
                "Số phiếu của các cuộc đã kết thúc có từ 5 phiếu; nơi có quá ít phiếu tính vào đơn vị tổ chức"),
        _figure("survey_judged", "Phiếu được tính tỷ lệ hài lòng",
                "Số phiếu mà kết quả hài lòng nêu được mà không lộ người trả lời"),
        _figure("survey_satisfied", "Trong đó hài lòng",
                "Số phiếu trả lời hài lòng ở câu chung, chia cho số phiếu được tính tỷ lệ thì ra tỷ lệ hài lòng"),
    ],
    sources={
        "new_rural": "Kết quả xây dựng nông thôn mới",
        "civilised_urban": "Kết quả xây dựng đô thị văn minh",
        "support_given": "Hỗ trợ hộ nghèo",
        "housing_support": "Hỗ trợ nhà ở",
        "front_work": "Công tác Mặt trận",
        "other_topic": "Nội dung khác",
    },
)
