"""The certificate of a statement import on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gateway.facts import SOURCE_NAMES
from gateway.printing import render
from runtime.clock import LOCAL_ZONE

Json = dict[str, Any]

_STATUSES = {
    "queued": "Đang chờ đọc", "running": "Đang đọc", "done": "Đã đọc hết tệp", "cancelled": "Đã hủy",
    "failed": "Không đọc được hết tệp", "undoing": "Đang hoàn tác", "undone": "Đã hoàn tác",
    "undo_failed": "Hoàn tác dở dang", "receiving": "Đang nhận tệp",
}
_CHAINS = {
    "complete": ("Khớp toàn bộ", "Mọi dòng đều in số dư và khớp với nhau, không thiếu dòng nào."),
    "partial": ("Khớp một phần", "Chỉ có số dư ở một số dòng, hoặc đầu và cuối kỳ; giữa chúng các dòng khớp."),
    "broken": ("KHÔNG KHỚP", "Số dư không khớp với các dòng: có thể thiếu hoặc thừa dòng."),
    "unproven": ("Chưa chứng minh được", "Sao kê không in số dư để đối chiếu."),
}


def certificate_pdf(found: Json, unit_name: str, campaign_name: str) -> bytes:
    """The certificate of an import, as the service tells it; a page after the other while refused rows go on."""
    certificate = found["certificate"]
    chain_name, chain_words = _CHAINS[certificate["balance_chain"]]
    return render("certificate", {
        **{name: found[name] for name in ("import_id", "file_name", "file_sha256", "failure", "certificate")},
        "unit_name": unit_name,
        "campaign_name": campaign_name,
        "account": found["account_number_masked"],
        "layout": SOURCE_NAMES.get(found["layout"], found["layout"]),
        "status": _STATUSES.get(found["status"], found["status"]),
        "received_at": _local(found["received_at"]),
        "finished_at": _local(found["finished_at"]) if found["finished_at"] else "chưa kết thúc",
        "chain_name": chain_name,
        "chain_words": chain_words,
    })  # fmt: skip


def _local(instant: str) -> str:
    return f"{dt.datetime.fromisoformat(instant).astimezone(LOCAL_ZONE):%H:%M ngày %d/%m/%Y}"
