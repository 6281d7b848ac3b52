"""The demo's reports: a round for October, one unit that has handed in, the others still to come."""

from __future__ import annotations

from typing import Any

from chungtay.gateway_client import GatewayClient

UNITS = ("582", "584", "585", "586", "587", "588", "589")
FIRST = "588"

WORDS = (
    "Cả hệ thống Mặt trận huyện đã vào cuộc ngay trong tuần đầu; các xã đều mở hội nghị phát động. "
    "Hộ khó khăn về nhà ở được rà soát lại từng hộ."
)


def play(province: GatewayClient, officer: GatewayClient, campaign: str) -> None:
    """Open the round and hand in one unit's report; the rest of the way is for whoever looks around."""
    round_ = province.post(
        "/report-rounds",
        {"campaign": campaign, "unit": "58", "kind": "month", "from_on": "2024-10-01", "units": list(UNITS),
         "due_business_days": 3},
        key="demo-report-round",
    )["round_id"]
    report = f"/unit-reports/{round_}-{FIRST}"
    seen = officer.get(report)
    if seen["version"] == 1:
        seen = _step(officer, report, seen, "text", {"sections": {"assessment": WORDS}})
    if seen["status"] == "draft":
        _step(officer, report, seen, "submission", {})


def _step(officer: GatewayClient, report: str, seen: dict[str, Any], step: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Idempotency-Key": f"demo-report-{step}", "If-Match": f'"v{seen["version"]}"'}
    return dict(officer.ask("POST", f"{report}/{step}", json=body, headers=headers).json())
