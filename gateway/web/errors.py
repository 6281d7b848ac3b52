"""Error pages that say what happened and what to do. An error of the API is answered by the API's own
table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from contracts.refusals import Refusal
from gateway.access.counters import TooManyAttempts
from gateway.access.current import NotLoggedIn
from gateway.api.errors import answer_of, status_of
from gateway.desk.kept_rows import ChunkDamaged
from gateway.reports.reading import ReadModelsMoved
from gateway.web.forms import for_people
from gateway.web.languages import N_, said
from messaging.rpc_client import ServiceAway, ServiceFault
from messaging.unit_of_work import StoreAway
from runtime.logs import get_logger

log = get_logger(__name__)

Page = Callable[[Any], ResponseReturnValue]
"""The page of an error."""

TRY_AGAIN_SECONDS = 5

SERVICE_NAMES = {"donations": N_("tiếp nhận ủng hộ"), "events": N_("hoạt động"), "monitoring": N_("giám sát"),
                 "broker": N_("hàng đợi (RabbitMQ)")}

_GO_BACK = N_("Quay lại trang trước và thử lại.")

WORDS: dict[int, tuple[str, str, str]] = {
    400: (N_("Yêu cầu không đúng"), N_("Trang này không hiểu yêu cầu vừa gửi."), _GO_BACK),
    403: (N_("Chưa được phép"), N_("Tài khoản của bạn chưa được phép xem hoặc làm việc này."), ""),
    404: (
        N_("Không có trang này"),
        N_("Địa chỉ có thể đã gõ sai, hoặc trang đã chuyển đi."),
        N_("Kiểm tra lại địa chỉ."),
    ),
    405: (N_("Yêu cầu không đúng"), N_("Trang này không nhận cách gửi đó."), _GO_BACK),
    413: (N_("Tệp quá lớn"), N_("Nội dung gửi lên lớn hơn mức nhận được."), N_("Chia tệp thành nhiều phần nhỏ hơn.")),
    429: (
        N_("Thử quá nhiều lần"),
        N_("Máy của bạn đã gửi quá nhiều yêu cầu trong ít phút."),
        N_("Đợi ít phút rồi thử lại."),
    ),
    500: (
        N_("Có lỗi ở máy chủ"),
        N_("Việc vừa làm có thể chưa xong; lỗi đã được ghi lại."),
        N_("Xem lại kết quả trước khi làm lại."),
    ),
    503: (N_("Tạm thời chưa phục vụ được"), N_("Hệ thống đang khởi động lại."), N_("Xin thử lại sau ít giây.")),
}


def register_error_pages(app: Flask) -> None:
    """Answer every error of a page with a page, and of the API by the API's own table."""
    for kind, page in _PAGES:
        app.register_error_handler(kind, _by_who_asks(page))
    for code in WORDS:
        app.register_error_handler(code, _by_who_asks(_http_error))


def _by_who_asks(page: Page) -> Page:
    def answer(error: Any) -> ResponseReturnValue:
        return answer_of(error) if request.path.startswith("/api/") else page(error)

    return answer


def error_page(status: int, heading: str = "", text: str = "", remedy: str = "", again_after: int = 0) -> Any:
    """The page of an error, with the correlation id to quote."""
    usual = WORDS.get(status, WORDS[400 if status < 500 else 500])
    page = render_template(
        "error.html",
        heading=heading or said(usual[0]),
        text=said(text or usual[1]),
        remedy=said(remedy or ("" if text else usual[2])),
        again_after=again_after if request.method == "GET" else 0,
        correlation_id=g.get("correlation_id", ""),
    )
    return page, status, {"Retry-After": str(again_after)} if again_after else {}


def _log_in_first(error: NotLoggedIn) -> ResponseReturnValue:
    onward = request.full_path.rstrip("?") if request.method == "GET" else "/"
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": url_for("web.log_in_page")}
    if "text/event-stream" in request.headers.get("Accept", ""):
        return "", 401
    return redirect(url_for("web.log_in_page", tiep=onward))


def _page_too_old(error: CSRFError) -> ResponseReturnValue:
    return error_page(
        400,
        gettext("Trang đã mở quá lâu"),
        gettext("Phiếu vừa gửi không còn hiệu lực nên chưa được ghi nhận."),
        gettext("Mở lại trang và gửi lại."),
    )


def _too_many(error: TooManyAttempts) -> ResponseReturnValue:
    return error_page(429, text=error.message, remedy=error.remedy, again_after=error.retry_after_seconds)


def _refused(error: Refusal) -> ResponseReturnValue:
    text, remedy = for_people(error)
    return error_page(status_of(error), text=text, remedy=remedy)


def _service_away(error: ServiceAway) -> ResponseReturnValue:
    named = SERVICE_NAMES.get(error.service, error.service)
    return error_page(
        503,
        text=gettext("Dịch vụ %(service)s đang khởi động lại, xin thử lại sau ít giây.", service=said(named)),
        remedy=gettext("Gửi lại cùng một phiếu không làm ghi hai lần."),
        again_after=TRY_AGAIN_SECONDS,
    )


def _service_fault(error: ServiceFault) -> ResponseReturnValue:
    log.error("service_fault", error=str(error))
    return error_page(500)


def _damaged(error: ChunkDamaged) -> ResponseReturnValue:
    log.error("frozen_report_damaged", error=str(error))
    return error_page(500)


def _store_away(error: Exception) -> ResponseReturnValue:
    log.warning("store_away", error=str(error))
    return error_page(
        503, text=gettext("Cơ sở dữ liệu đang khởi động lại, xin thử lại sau ít giây."), again_after=TRY_AGAIN_SECONDS
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()  # a redirect
    return error_page(error.code or 500)


_PAGES: list[tuple[type[Exception], Page]] = [
    (NotLoggedIn, _log_in_first),
    (CSRFError, _page_too_old),
    (TooManyAttempts, _too_many),
    (Refusal, _refused),
    (ServiceAway, _service_away),
    (ServiceFault, _service_fault),
    (PyMongoError, _store_away),
    (ReadModelsMoved, _store_away),
    (StoreAway, _store_away),
    (ChunkDamaged, _damaged),
    (HTTPException, _http_error),
]
