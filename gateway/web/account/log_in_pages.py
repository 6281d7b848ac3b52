"""Logging in and out."""

from __future__ import annotations

import datetime as dt

from flask import current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.access import sessions
from gateway.access.accounts import Account
from gateway.access.current import principal
from gateway.access.log_in import WrongNameOrPassword, log_in, remember_device
from gateway.web.blueprint import pages
from gateway.web.forms import Problem, problem_of, safe_onward


@pages.get("/dang-nhap")
def log_in_page() -> ResponseReturnValue:
    """The form; whoever is logged in goes on at once."""
    onward = safe_onward(request.args.get("tiep"))
    if principal().logged_in:
        return redirect(onward)
    return _page([], {}, onward)


@pages.post("/dang-nhap")
def log_in_now() -> ResponseReturnValue:
    """Log in, under a new session id and with a new form secret; then on to where one was going."""
    onward = safe_onward(request.form.get("tiep"))
    username, password = request.form.get("username", ""), request.form.get("password", "")
    problems = [] if username.strip() else [Problem("username", gettext("Gõ tên đăng nhập."))]
    problems += [] if password else [Problem("password", gettext("Gõ mật khẩu."))]
    if not problems:
        try:
            account = log_in(username, password)
        except WrongNameOrPassword as wrong:
            problems = problem_of(wrong)
        else:
            return logged_in(account, onward)
    values = {"username": username[:64]}
    return _page(problems, values, onward), 422


@pages.post("/dang-xuat")
def log_out() -> ResponseReturnValue:
    """End the session on the server; the cookie is worthless from then on, wherever it was copied to."""
    _end_old_session()
    session.clear()
    answer = redirect("/dang-nhap", code=303)
    answer.delete_cookie(sessions.COOKIE)
    return answer


def logged_in(account: Account, onward: str) -> Response:
    """On to where one was going, under a new session id and with a new form secret."""
    _end_old_session()
    session.clear()
    answer = redirect(onward, code=303)
    answer.set_cookie(
        sessions.COOKIE,
        sessions.open_session(account, dt.datetime.now(dt.UTC)),
        max_age=int(sessions.LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    remember_device(answer, account)
    return answer


def _page(problems: list[Problem], values: dict[str, str], onward: str) -> str:
    sign_on = current_app.config["CHUNGTAY"].sign_on
    return render_template("log_in.html", problems=problems, values=values, onward=onward, sign_on=sign_on)


def _end_old_session() -> None:
    cookie = request.cookies.get(sessions.COOKIE)
    if cookie:
        sessions.end_session(cookie)
