"""The demo's accounts.  Their passwords are made at random on the first run and kept in the installation's secrets."""

from __future__ import annotations

from chungtay.stack.secrets import Secrets
from gateway import database
from gateway.access import accounts
from gateway.access.rules import Grant
from runtime.settings import Settings

ACCOUNTS: dict[str, tuple[str, str, str]] = {
    # username: (who, role, unit)
    "tinh": ("Văn phòng Ban Vận động tỉnh", "province", "58"),
    "ke-toan": ("Kế toán Quỹ tỉnh", "treasurer", "58"),
    "duyet-1": ("Thường trực duyệt chi 1", "approver", "58"),
    "duyet-2": ("Thường trực duyệt chi 2", "approver", "58"),
    "to-chuc": ("Tổ chức diễn đàn và giải golf", "organiser", "58"),
    "giam-sat": ("Đoàn giám sát tỉnh", "supervisor", "58"),
    "thuan-bac": ("Cán bộ Mặt trận huyện Thuận Bắc", "unit_officer", "588"),
    "kiem-toan": ("Kiểm toán", "auditor", "58"),
    "quan-tri": ("Quản trị tài khoản", "administrator", "58"),
}


def make_accounts(settings: Settings, secrets: Secrets) -> None:
    """Make the accounts that are not there yet; give them new passwords when the installation's secrets were lost."""
    database.connect(settings)
    accounts.prepare()
    known = secrets.demo_logins()
    for username, (who, role, unit) in ACCOUNTS.items():
        password = secrets.demo_password(username)
        if accounts.find(username) is None:
            accounts.create(username, who, password, [Grant(role, unit)])
        elif username not in known:
            accounts.set_password(username, password)
