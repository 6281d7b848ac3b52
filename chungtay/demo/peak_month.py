"""The demo: some days of the Ninh Thuận 2024 peak month, played through the gateway as its users would.

Every name, code and amount is made up.  All writes carry fixed idempotency keys: playing it twice changes nothing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chungtay import campaign_file
from chungtay.commands.statement import follow
from chungtay.demo import golf, reports, stage
from chungtay.gateway_client import GatewayClient

HERE = Path(__file__).parent
CAMPAIGN_FILE = HERE / "ninh_thuan_2024.yaml"
STATEMENT_FILE = HERE / "sao_ke_vietcombank_demo.csv"

CAMPAIGN = "ninh-thuan-2024"
ACCOUNT = "0011000000000"
FORUM, GOLF, VISIT = "dien-dan-2024", "giai-golf-2024", "hoc-tap-kinh-nghiem-2024"

GIFTS = [
    # (unit, đồng, channel, day, donor, how the name is shown)
    ("582", 20_000_000, "cash", "2024-10-17", "Công ty mẫu Phan Rang", "shown"),
    ("582", 350_000, "cash", "2024-10-18", "Tổ dân phố mẫu số 3", "shown"),
    ("584", 1_200_000, "cash", "2024-10-20", "Nhóm thiện nguyện mẫu Bác Ái", "shown"),
    ("585", 5_000_000, "card", "2024-10-22", "Hợp tác xã mẫu Ninh Sơn", "masked"),
    ("586", 3_500_000, "wallet", "2024-10-25", "Nguyễn Thị Mẫu", "masked"),
    ("587", 8_000_000, "cash", "2024-10-29", "Doanh nghiệp mẫu Ninh Phước", "shown"),
    ("588", 15_000_000, "cash", "2024-11-02", "Ban tổ chức giải golf mẫu", "shown"),
    ("589", 2_750_000, "cash", "2024-11-08", "", "anonymous"),
]

PLEDGES = [
    # (unit, đồng, pledger, activity)
    ("58", 50_000_000, "Nhà tài trợ mẫu hố số 9", GOLF),
    ("58", 200_000_000, "Tập đoàn mẫu Điện Gió", FORUM),
    ("58", 5_000_000, "Công ty mẫu Nắng Vàng", FORUM),
    ("58", 12_000_000, "Hợp tác xã mẫu Nho Xanh", FORUM),
]

WITHOUT_CODE = [
    # (day, đồng, memo): paid for a pledge whose code nobody wrote down, so that a person has to look
    ("17/11/2024", 5_000_000, "MBVCB.7001234570.CONG TY MAU NANG VANG ung ho quy vi nguoi ngheo"),
    ("18/11/2024", 12_000_000, "MBVCB.7001234571.HTX MAU NHO XANH chuyen tien da dang ky tai dien dan"),
]

GUESTS = [
    # (quota, name, organisation)
    ("khoi-1", "Đại biểu Mẫu Một", "Ủy ban MTTQ tỉnh"),
    ("khoi-2", "Giám đốc Mẫu Hai", "Công ty mẫu Điện Gió"),
    ("khoi-4", "Chủ tịch Mẫu Ba", "Mặt trận huyện Thuận Bắc"),
    ("khoi-5", "Chủ tịch Mẫu Bốn", "Phường mẫu Đài Sơn"),
    ("khoi-6", "Bí thư Mẫu Năm", "Xã mẫu An Hải"),
]

LogIn = Callable[[str], GatewayClient]
Say = Callable[[str], None]


def play(log_in: LogIn, say: Say) -> None:
    """Load the campaign and play the demo.  ``log_in(username)`` gives a client; ``say`` tells what is done."""
    say("đợt vận động, đơn vị, hoạt động")
    log_in("tinh").put(f"/campaigns/{CAMPAIGN}", campaign_file.load(CAMPAIGN_FILE))
    say("khoản ủng hộ, phiếu đăng ký")
    pledges = _receive(log_in("tinh"))
    say("sao kê ngân hàng")
    _import_statement(log_in("ke-toan"), pledges[0])
    say("khách dự diễn đàn")
    _register_guests(log_in("to-chuc"))
    say("chi hỗ trợ, giám sát")
    paid, held = _support(log_in)
    _raise_finding(log_in("giam-sat"), held)
    say("nhà Đại đoàn kết, đỡ đầu, kết nghĩa")
    _houses(log_in("tinh"))
    _commitments(log_in("tinh"))
    say("giải golf, kỳ báo cáo tháng 10")
    golf.play(log_in("to-chuc"), GOLF)
    reports.play(log_in("tinh"), log_in("thuan-bac"), CAMPAIGN)
    say("sân khấu diễn đàn, tiếng nói của người nghèo, đoàn đi")
    stage.play(log_in, CAMPAIGN, FORUM, VISIT, pledges[1]["pledge_id"], paid["payment_id"])


def _receive(province: GatewayClient) -> list[dict[str, Any]]:
    for number, (unit, amount_vnd, channel, day, donor, display) in enumerate(GIFTS):
        province.post(
            "/donations",
            {"campaign": CAMPAIGN, "unit": unit, "amount_vnd": amount_vnd, "channel": channel, "received_on": day,
             "donor_name": donor, "name_display": display},
            key=f"demo-gift-{number}",
        )
    return [
        province.post(
            "/pledges",
            {"campaign": CAMPAIGN, "unit": unit, "amount_vnd": amount_vnd, "pledger_name": pledger,
             "name_display": "shown", "pledged_on": "2024-10-17", "activity": activity},
            key=f"demo-pledge-{number}",
        )
        for number, (unit, amount_vnd, pledger, activity) in enumerate(PLEDGES)
    ]


def _import_statement(treasurer: GatewayClient, golf_pledge: dict[str, Any]) -> None:
    """The shipped statement with some more lines: the golf sponsor writes the pledge's code into the memo, two others
    write their names alone."""
    memo = f"MBVCB.7001234567.{golf_pledge['memo_code']} tai tro giai golf"
    lines = [
        f"2,{day},5901.7700{number},,{f'{amount_vnd:_}'.replace('_', '.')},,{memo}\n"
        for number, (day, amount_vnd, memo) in enumerate(
            [("18/11/2024", golf_pledge["amount_vnd"], memo), *WITHOUT_CODE], start=1
        )
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / STATEMENT_FILE.name
        shutil.copyfile(STATEMENT_FILE, file)
        with file.open("a", encoding="utf-8") as stream:
            stream.writelines(lines)
        queued = treasurer.upload("/statement-imports", file, campaign=CAMPAIGN, account_number=ACCOUNT)
    follow(treasurer, queued["import_id"])


def _register_guests(organiser: GatewayClient) -> None:
    guests = [*GUESTS]
    # One household more than there are places: the eleventh waits.
    guests += [("khoi-7-ho-ngheo", f"Hộ Mẫu {number}", "Xã mẫu Phước Bình") for number in range(1, 12)]
    guests += [("khoi-7-hoc-sinh", f"Học sinh Mẫu {number}", "Trường mẫu Thuận Bắc") for number in range(1, 9)]
    for number, (quota, name, organisation) in enumerate(guests):
        organiser.post(
            f"/activities/{FORUM}/registrations",
            {"quota": quota, "guest_name": name, "organisation": organisation},
            key=f"demo-guest-{number}",
        )


def _support(log_in: LogIn) -> list[dict[str, Any]]:
    """Two houses: one is paid, the other approved and then held by a finding.  Returns both."""
    province, approvers = log_in("tinh"), (log_in("duyet-1"), log_in("duyet-2"))
    payments = []
    for number, kind in enumerate(("house_repair", "house_new")):
        payment = province.post(
            "/payments",
            {"campaign": CAMPAIGN, "unit": "582", "kind": kind, "household_code": f"ho-mau-{number + 1}",
             "amount_vnd": 5_000_000 * (number + 1), "reason": "Nhà dột nát, hộ nghèo", "proposed_on": "2024-11-04"},
            key=f"demo-payment-{number}",
        )
        path = f"/payments/{payment['payment_id']}"
        approvers[0].post(f"{path}/verification", key=f"demo-verify-{number}")
        for person, approver in enumerate(approvers):
            approver.post(f"{path}/approvals", key=f"demo-approve-{number}-{person}")
        payments.append(payment)
    treasurer = log_in("ke-toan")
    treasurer.post(f"/payments/{payments[0]['payment_id']}/payout", {"paid_on": "2024-11-12"}, key="demo-payout")
    return payments


def _houses(province: GatewayClient) -> None:
    """One house is planned, one surveyed; each has the household of a payment."""
    for number, kind in enumerate(("repair", "new")):
        house = province.post(
            "/houses",
            {"campaign": CAMPAIGN, "unit": "582", "household_code": f"ho-mau-{number + 1}", "kind": kind,
             "planned_vnd": 30_000_000 * (number + 1), "registered_on": "2024-11-04"},
            key=f"demo-house-{number}",
        )
    province.post(
        f"/houses/{house['house_id']}/survey",
        {"surveyed_on": "2024-11-06", "condition": "Mái tôn mục, vách đất nứt", "needed_vnd": 65_000_000,
         "delegation": [{"name": "Chủ tịch Mẫu", "office": "Mặt trận thành phố"}]},
        key="demo-survey",
    )


def _commitments(province: GatewayClient) -> None:
    common = {"campaign": CAMPAIGN, "signed_on": "2024-10-17", "name_display": "shown"}
    sponsored = province.post(
        "/commitments",
        {**common, "unit": "582", "kind": "sponsorship", "household_code": "ho-mau-3",
         "partner_name": "Công ty mẫu Muối Biển", "promise": "Giúp vốn, việc làm đến khi hộ thoát nghèo",
         "monthly_vnd": 500_000},
        key="demo-sponsorship",
    )
    province.post(
        f"/commitments/{sponsored['commitment_id']}/reports",
        {"reported_on": "2024-11-15", "what": "Tặng một con bò giống", "given_vnd": 15_000_000,
         "household_class": "poor"},
        key="demo-sponsorship-report",
    )
    province.post(
        "/commitments",
        {**common, "unit": "586", "kind": "twin_locality", "partner_unit": "582",
         "partner_name": "Thành phố Phan Rang - Tháp Chàm", "promise": "Giúp xã nghèo về cây giống và kỹ thuật"},
        key="demo-twinning",
    )


def _raise_finding(supervisor: GatewayClient, payment: dict[str, Any]) -> None:
    supervisor.post(
        "/findings",
        {"campaign": CAMPAIGN, "unit": payment["unit"], "about": {"kind": "payment", "id": payment["payment_id"]},
         "severity": "serious", "found_on": "2024-11-14",
         "summary": "Diện tích nhà ghi trong hồ sơ khác với thực tế",
         "recommendation": "Đo lại và bổ sung hồ sơ trước khi chi"},
        key="demo-finding",
    )
