"""The demo's forum on stage, what was said there by the poor, and a study visit that still waits for its day.

Names and times are made up; the eleven steps are those of the plan (section III.3.4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from chungtay.gateway_client import GatewayClient

LogIn = Callable[[str], GatewayClient]

BEGINS = dt.datetime(2024, 10, 17, 1, 0, tzinfo=dt.UTC)
"""Eight o'clock in Viet Nam."""

STEPS = [
    # (minutes planned, buffer after it, minutes taken, who brings it on)
    (15, 0, 18, "Đoàn ca múa nhạc"),
    (15, 5, 15, "Đài Phát thanh và Truyền hình tỉnh"),
    (30, 5, 41, "Ủy ban MTTQ tỉnh"),
    (10, 0, 9, "Ủy ban MTTQ tỉnh"),
    (10, 0, 10, "Văn phòng UBND tỉnh"),
    (10, 5, 12, "Sở Kế hoạch và Đầu tư"),
    (20, 5, 22, "Ban Vận động Quỹ"),
    (10, 0, 10, "Ban Vận động Quỹ"),
    (15, 0, 14, "Ủy ban MTTQ tỉnh"),
    (15, 5, 15, "Hội Khuyến học tỉnh"),
    (5, 0, 5, "Người dẫn chương trình"),
]

OPINIONS = [
    # (unit, category, voice, in one line, office that answers, answered, resolved, satisfied)
    ("584", "water", "self", "Thôn mẫu chưa có nước sạch, mùa khô phải mua nước", "UBND huyện Bác Ái",
     "2024-10-28", None, False),
    ("588", "loan", "proxy", "Mong được vay vốn nuôi dê, thủ tục gọn hơn", "Ngân hàng Chính sách xã hội tỉnh",
     "2024-10-25", "2024-11-12", True),
    ("585", "housing", "anonymous", "Nhà dột, xin được xét hỗ trợ sửa trước mùa mưa", "UBND huyện Ninh Sơn",
     None, None, None),
]


def play(log_in: LogIn, campaign: str, forum: str, visit: str, cheque: str, gift: str) -> None:
    """Run the forum, write down what was said, form the study visit.

    cheque: the pledge that is handed over as a symbolic cheque; gift: the payment that is handed over as a gift."""
    _run_the_forum(log_in("to-chuc"), forum, cheque, gift)
    _hear_the_poor(log_in("tinh"), campaign, forum)
    _form_the_visit(log_in("tinh"), campaign, visit)


def _run_the_forum(manager: GatewayClient, forum: str, cheque: str, gift: str) -> None:
    path = f"/activities/{forum}/run-sheet"
    programme = manager.get(f"/activities/{forum}")["programme"]
    handed = {
        7: {"code": "bang-1", "kind": "cheque", "record_id": cheque, "label": "Tập đoàn mẫu Điện Gió: 200 triệu đồng"},
        10: {"code": "qua-1", "kind": "gift", "record_id": gift, "label": "Hộ mẫu: 5 triệu đồng"},
    }
    steps, starts = [], BEGINS
    for step, (minutes, buffer, _, owner) in zip(programme, STEPS, strict=True):
        order = step["order"]
        steps.append({
            "code": f"buoc-{order}", "title": step["title"], "owner": owner, "starts_at": starts.isoformat(),
            "duration_minutes": minutes, "cues": [handed[order]] if order in handed else [],
        })
        starts += dt.timedelta(minutes=minutes + buffer)
    manager.put(path, {"steps": steps})
    now = BEGINS
    for step, (_, _, taken, _) in zip(steps, STEPS, strict=True):
        now = max(now, dt.datetime.fromisoformat(step["starts_at"]))
        code = step["code"]
        manager.post(f"{path}/steps/{code}/start", {"at": now.isoformat()}, key=f"demo-start-{code}")
        now += dt.timedelta(minutes=taken)
        manager.post(f"{path}/steps/{code}/finish", {"at": now.isoformat()}, key=f"demo-finish-{code}")
    manager.post(f"{path}/closing", key="demo-closing")


def _hear_the_poor(province: GatewayClient, campaign: str, forum: str) -> None:
    for number, (unit, category, voice, line, owner, answered, resolved, satisfied) in enumerate(OPINIONS):
        names = {"asker_name": f"Bà Mẫu {number}"} if voice != "anonymous" else {}
        names |= {"proxy_name": "Trưởng thôn Mẫu"} if voice == "proxy" else {}
        opinion = province.post(
            "/opinions",
            {"campaign": campaign, "unit": unit, "activity": forum, "category": category, "voice": voice,
             "voiced_on": "2024-10-17", "summary": line, "text": f"{line}.", "owner": owner,
             "answer_due_on": "2024-11-01", **names},
            key=f"demo-opinion-{number}",
        )
        path = f"/opinions/{opinion['opinion_id']}"
        steps: dict[str, dict[str, Any]] = {}
        if answered:
            steps["answers"] = {"answered_on": answered, "text": "Đã xem xét, đưa vào kế hoạch."}
        if resolved:
            steps["resolution"] = {"resolved_on": resolved, "how": "Đã giải ngân."}
        if satisfied is not None:
            steps["judgement"] = {"judged_on": "2024-11-14", "satisfied": satisfied}
        for step, told in steps.items():
            province.post(f"{path}/{step}", told, key=f"demo-opinion-{number}-{step}")


def _form_the_visit(province: GatewayClient, campaign: str, visit: str) -> None:
    province.post(
        "/delegations",
        {"campaign": campaign, "unit": "58", "activity": visit, "purpose": "study_visit",
         "head": {"name": "Chủ tịch Mẫu", "office": "Ủy ban MTTQ Việt Nam tỉnh"},
         "members": [
             {"name": "Phó Chủ tịch Mẫu", "office": "UBND tỉnh", "answer": "invited"},
             {"name": "Giám đốc Mẫu", "office": "Công ty Xổ số kiến thiết tỉnh", "answer": "invited"},
         ],
         "place": "Thành phố Hồ Chí Minh"},
        key="demo-delegation",
    )
    province.post(
        "/costs",
        {"campaign": campaign, "unit": "58", "activity": visit, "stage": "budget", "item": "Thuê xe ba ngày",
         "amount_vnd": 24_000_000, "source": "state_budget", "counted_on": "2024-10-20"},
        key="demo-cost",
    )
