"""The page of the product's health: each server, process and queue, in words, with what to do where something is wrong.

The doctor (`make doctor`) looks deeper, at the machine itself; both go by the same measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access.current import principal, require
from gateway.operations import health
from gateway.operations.health import Health, Seen
from gateway.web.blueprint import pages
from gateway.web.formatting import number
from gateway.web.languages import N_, said
from messaging.vital_signs import (
    LAG_TOO_LONG_SECONDS,
    LEAST_FREE_GIB,
    QUEUE_TOO_DEEP,
    UNSEALED_TOO_LONG_SECONDS,
)
from runtime.clock import utc_now

PARTS = {
    "mongo": N_("MongoDB"), "read_models": N_("Số liệu tổng hợp"), "broker": N_("Hàng đợi (RabbitMQ)"),
}
PROCESSES = {
    "donations": N_("Dịch vụ tiếp nhận ủng hộ"),
    "events": N_("Dịch vụ hoạt động"),
    "monitoring": N_("Dịch vụ giám sát"),
    "donations-relay": N_("Chuyển sự kiện của dịch vụ ủng hộ"),
    "events-relay": N_("Chuyển sự kiện của dịch vụ hoạt động"),
    "monitoring-relay": N_("Chuyển sự kiện của dịch vụ giám sát"),
    "donations-importer": N_("Đọc sao kê"),
    "donations-sealer": N_("Niêm phong sổ cái"),
    "projector": N_("Tổng hợp số liệu"),
    "report-desk": N_("Bàn báo cáo"),
    "webhooks": N_("Gửi thông báo (webhook)"),
    "exporter": N_("Xuất danh sách dài"),
    "gateway": N_("Trang web và API"),
}
SERVICES = {"donations": N_("ủng hộ"), "events": N_("hoạt động"), "monitoring": N_("giám sát")}
PLACES = {"home": N_("Đĩa của hệ thống"), "mongo": N_("Đĩa của MongoDB")}


@dataclass(frozen=True)
class Check:
    """One thing looked at. state: good, wait (not known) or bad; remedy: what to do about it."""

    what: str
    state: str
    says: str
    remedy: str = ""
    href: str = ""


@pages.get("/quan-tri/tinh-trang")
def health_page() -> ResponseReturnValue:
    """Everything that is looked at, what is wrong first."""
    require("metrics.read")
    found = health.look(current_app.config["CHUNGTAY"])
    groups = [
        (gettext("Máy chủ"), [*_parts(found), *_disks(found)]), (gettext("Số liệu và sổ sách"), list(_figures(found))),
        (gettext("Tiến trình"), list(_processes(found))), (gettext("Hàng đợi"), list(_queues(found))),
    ]
    wrong = [check for _, checks in groups for check in checks if check.state == "bad"]
    return render_template(
        "administrator/health.html", groups=groups, wrong=wrong, looked_at=utc_now(),
        may_see_parked=principal().may_somewhere("parked.read"),
    )


def _parts(found: Health) -> Iterator[Check]:
    for part, answers in found.parts.items():
        if answers:
            yield Check(said(PARTS[part]), "good", gettext("trả lời"))
        else:
            remedy = gettext("Xem nhật ký của nó trên máy chủ, rồi: make doctor")
            yield Check(said(PARTS[part]), "bad", gettext("không trả lời"), remedy)


def _disks(found: Health) -> Iterator[Check]:
    for place, free in found.free_gib.items():
        says = gettext("còn trống %(gib)s GiB", gib=number(int(free)))
        short = free < LEAST_FREE_GIB
        remedy = gettext("Giải phóng ít nhất 1 GiB; những gì đã ghi nhận vẫn còn nguyên.") if short else ""
        yield Check(said(PLACES[place]), "bad" if short else "good", says, remedy)


def _figures(found: Health) -> Iterator[Check]:
    what = gettext("Số liệu báo cáo")
    if found.lag is None:
        yield Check(what, "wait", gettext("chưa biết chậm bao lâu"))
    elif found.lag[0] > LAG_TOO_LONG_SECONDS:
        late = gettext("chậm %(seconds)s giây", seconds=number(int(found.lag[0])))
        yield Check(what, "bad", late, gettext("Xem nhật ký: chungtay logs %(process)s", process=found.lag[1]))
    else:
        yield Check(what, "good", gettext("theo kịp"))
    what, waits = gettext("Sổ cái"), found.unsealed_seconds
    if waits is None:
        yield Check(what, "wait", gettext("chưa biết niêm phong đến đâu"))
    else:
        late, age = waits > UNSEALED_TOO_LONG_SECONDS, number(int(waits))
        says = gettext("bút toán chờ niêm phong lâu nhất %(seconds)s giây", seconds=age)
        remedy = gettext("Không mất gì. Xem nhật ký: chungtay logs %(process)s", process="donations-sealer")
        yield Check(what, "bad" if late else "good", says, remedy if late else "")
    answers = found.answers
    told = gettext("%(faulty)s lỗi trong %(answered)s yêu cầu từ khi khởi động", faulty=number(answers.faulty),
                   answered=number(answers.answered))
    remedy = gettext("Xem nhật ký: chungtay logs %(process)s", process="gateway") if answers.wrong else ""
    yield Check(gettext("Trang web và API"), "bad" if answers.wrong else "good", told, remedy)
    for bucket, usable in found.buckets.items():
        says = gettext("dùng được") if usable else gettext("không dùng được")
        remedy = gettext("Ảnh của cuộc giám sát tạm chưa gửi, chưa xem được. Xem kho ảnh có chạy không.")
        what = gettext("Kho ảnh %(bucket)s", bucket=bucket)
        yield Check(what, "good" if usable else "bad", says, "" if usable else remedy)


def _processes(found: Health) -> Iterator[Check]:
    for seen in found.processes:
        yield _process(seen, found.alone)


def _process(seen: Seen, alone: bool) -> Check:
    what = said(PROCESSES.get(seen.kind, seen.kind))
    remedy = gettext("Trên máy chủ: chungtay logs %(process)s; rồi make down && make up", process=seen.kind)
    if seen.silent_seconds is not None:
        says = gettext("im lặng đã %(seconds)s giây: bị treo", seconds=number(int(seen.silent_seconds)))
        return Check(what, "bad", says, remedy)
    if seen.told:
        return Check(what, "good", gettext("đang chạy") if seen.told == 1 else
                     gettext("%(count)s đang chạy", count=number(seen.told)))
    if alone:
        return Check(what, "wait", gettext("chạy ở nơi khác, không thấy được từ đây"))
    return Check(what, "bad", gettext("không chạy"), remedy)


def _queues(found: Health) -> Iterator[Check]:
    if found.queues is None:
        yield Check(gettext("Hàng đợi"), "bad", gettext("không xem được"), gettext("Xem RabbitMQ ở trên."))
        return
    for service, outbox in found.outboxes.items():
        says = gettext("%(count)s sự kiện chờ gửi, lâu nhất %(seconds)s giây", count=number(outbox.events),
                       seconds=number(int(outbox.oldest_seconds)))
        remedy = gettext("Không mất gì. Xem nhật ký: chungtay logs %(process)s", process=f"{service}-relay")
        what = gettext("Sự kiện chờ gửi: %(service)s", service=said(SERVICES[service]))
        yield Check(what, "bad" if outbox.wrong else "good", says, remedy if outbox.wrong else "")
    waiting = sum(depth.waiting for depth in found.queues.values())
    retrying = sum(depth.retrying for depth in found.queues.values())
    deep = [name for name, depth in found.queues.items() if depth.waiting > QUEUE_TOO_DEEP]
    says = gettext("%(waiting)s chờ xử lý, %(retrying)s chờ thử lại", waiting=number(waiting),
                   retrying=number(retrying))
    remedy = gettext("Quá nhiều ở: %(queues)s", queues=", ".join(deep)) if deep else ""
    yield Check(gettext("Sự kiện trong hàng đợi"), "bad" if deep else "good", says, remedy)
    parked = sum(depth.parked for depth in found.queues.values())
    told = gettext("%(count)s tin", count=number(parked)) if parked else gettext("không có")
    remedy = gettext("Xem vì sao, sửa nguyên nhân, rồi gửi lại từng tin.") if parked else ""
    yield Check(gettext("Tin hỏng"), "bad" if parked else "good", told, remedy, "web.parked_list" if parked else "")
