"""Logging in by the sign-on server, when one is configured: there, and back."""

from __future__ import annotations

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound
from gateway.access import sign_on
from gateway.access.slowing import slowed
from gateway.web.account.log_in_pages import logged_in
from gateway.web.blueprint import pages
from gateway.web.forms import safe_onward
from runtime.settings import SignOn

PAGE = "/dang-nhap/mot-lan"
FLOW = "sign_on"


class NoSignOnServer(NotFound):
    """No sign-on server is configured."""


@pages.get(PAGE)
def sign_on_begin() -> ResponseReturnValue:
    """To the sign-on server."""
    address, session[FLOW] = sign_on.begin(_server(), _way_back(), safe_onward(request.args.get("tiep")))
    return redirect(address)


@pages.get(f"{PAGE}/ve")
def sign_on_back() -> ResponseReturnValue:
    """Back from it: each way there leads back once."""
    server, kept = _server(), session.pop(FLOW, None)
    with slowed("sign-on", "sign_on_refused"):
        account, onward = sign_on.finish(server, _way_back(), kept, request.args.to_dict())
    return logged_in(account, onward)


def _server() -> SignOn:
    found: SignOn | None = current_app.config["CHUNGTAY"].sign_on
    if found is None:
        raise NoSignOnServer(gettext("Ở đây không dùng đăng nhập một lần."), remedy=gettext("Đăng nhập bằng mật khẩu."))
    return found


def _way_back() -> str:
    base: str = current_app.config["CHUNGTAY"].public_url or request.host_url.rstrip("/")
    return base + url_for("web.sign_on_back")
