"""Whoever holds a link sets the password of their account here."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound, Refusal
from gateway.access import password_links
from gateway.access.password_links import PAGE
from gateway.access.slowing import slowed
from gateway.web.blueprint import pages
from gateway.web.forms import Problem, problem_of
from runtime.clock import utc_now

UNSEEN = {"Referrer-Policy": "no-referrer"}
"""The address holds a secret."""


@pages.get(f"{PAGE}/<token>")
def password_page(token: str) -> ResponseReturnValue:
    """The form, as long as the link is good."""
    return _page(_holder(token), token, []), 200, UNSEEN


@pages.post(f"{PAGE}/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Set the password; then log in with it."""
    username = _holder(token)
    password, again = request.form.get("password", ""), request.form.get("again", "")
    problems = [] if password == again else [Problem("again", gettext("Hai lần gõ chưa giống nhau."))]
    if not problems:
        try:
            password_links.use(token, password, utc_now())
        except NotFound:
            raise
        except Refusal as refusal:
            problems = problem_of(refusal)
    if problems:
        return _page(username, token, problems), 422, UNSEEN
    flash(gettext("Đã đặt mật khẩu. Xin đăng nhập bằng mật khẩu mới."), "good")
    return redirect(url_for("web.log_in_page"), code=303)


def _holder(token: str) -> str:
    with slowed("password-link", "password_link_invalid"):
        return password_links.holder_of(token, utc_now())


def _page(username: str, token: str, problems: list[Problem]) -> str:
    return render_template("password.html", username=username, token=token, problems=problems, values={})
