"""Making an account, and giving one its roles: filled in, looked at once more, then done."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access import accounts
from gateway.access.account_rules import MOST_ROLES, check_not_ones_own, check_username, checked_roles
from gateway.access.accounts import Account
from gateway.access.current import require
from gateway.access.rules import Grant
from gateway.web.administrator import words
from gateway.web.blueprint import pages
from gateway.web.forms import STEP, TO_MEND, TO_SEND, Problem, problem_of, typed
from gateway.web.typed_units import unit_typed

ROWS = range(MOST_ROLES)
ROLE_FIELDS = tuple(f"{part}_{row}" for row in ROWS for part in ("role", "unit"))
FIELDS = ("username", "display_name", *ROLE_FIELDS)
FREE_ROWS = 2
LONGEST_NAME = 120


@pages.get("/quan-tri/tai-khoan-moi")
def new_account_form() -> ResponseReturnValue:
    """An empty form."""
    require("account.manage")
    return _form(None, {}, [])


@pages.post("/quan-tri/tai-khoan-moi")
def make_account() -> ResponseReturnValue:
    """Look at what was filled in, then make the account.  Nobody can log in to it before its link was used."""
    by = require("account.manage").username
    values = typed(FIELDS, longest=LONGEST_NAME + 1)
    if request.form.get(STEP) == TO_MEND:
        return _form(None, values, [])
    wanted, problems = _roles(values)
    problems = [*_problems_of_names(values), *problems]
    if problems:
        return _form(None, values, problems), 422
    if request.form.get(STEP) != TO_SEND:
        return _check(None, values, wanted)
    try:
        accounts.create(values["username"], values["display_name"], None, wanted, by=by)
    except accounts.UsernameTaken as refusal:
        kept = accounts.find(values["username"])
        # A second press of the button finds what the first has made.
        if kept is None or (kept.display_name, list(kept.grants)) != (values["display_name"], wanted):
            return _form(None, values, problem_of(refusal)), 409
    flash(gettext("Đã lập tài khoản. Lập đường dẫn để người dùng tự đặt mật khẩu."), "good")
    return redirect(url_for("web.account_page", username=values["username"]), code=303)


@pages.get("/quan-tri/tai-khoan/<username>/vai-tro")
def roles_form(username: str) -> ResponseReturnValue:
    """The roles that the account has, to be changed."""
    by = require("account.manage").username
    account = _found(username)
    check_not_ones_own(by, username)
    values = {f"role_{row}": held.role for row, held in enumerate(account.grants)}
    values |= {f"unit_{row}": held.unit for row, held in enumerate(account.grants)}
    return _form(account, values, [])


@pages.post("/quan-tri/tai-khoan/<username>/vai-tro")
def set_roles(username: str) -> ResponseReturnValue:
    """Show what it had and will have, then give it these roles and no others; they hold from the next request on."""
    by = require("account.manage").username
    account = _found(username)
    check_not_ones_own(by, username)
    values = typed(ROLE_FIELDS, longest=LONGEST_NAME)
    if request.form.get(STEP) == TO_MEND:
        return _form(account, values, [])
    wanted, problems = _roles(values)
    if problems:
        return _form(account, values, problems), 422
    if request.form.get(STEP) != TO_SEND:
        return _check(account, values, wanted)
    try:
        accounts.set_roles(username, wanted, by)
    except Refusal as refusal:
        return _form(account, values, problem_of(refusal, {"username": ""})), 409
    flash(gettext("Đã đổi vai trò; có hiệu lực từ yêu cầu kế tiếp."), "good")
    return redirect(url_for("web.account_page", username=username), code=303)


def _found(username: str) -> Account:
    account = accounts.find(username)
    if account is None:
        raise accounts.unknown(username)
    return account


def _problems_of_names(values: dict[str, str]) -> list[Problem]:
    problems = []
    try:
        check_username(values["username"])
    except Refusal as refusal:
        problems += problem_of(refusal)
    if not problems and accounts.find(values["username"]) and request.form.get(STEP) != TO_SEND:
        taken = gettext("Đã có tài khoản “%(username)s”.", username=values["username"])
        problems.append(Problem("username", taken, gettext("Chọn tên khác.")))
    if not 1 <= len(values["display_name"]) <= LONGEST_NAME:
        problems.append(Problem("display_name", gettext("Ghi tên người hoặc bộ phận dùng tài khoản.")))
    return problems


def _roles(values: dict[str, str]) -> tuple[list[Grant], list[Problem]]:
    """The roles of the form, each once; rows that were left empty don't count."""
    wanted: list[Grant] = []
    rows: list[int] = []
    problems: list[Problem] = []
    for row in ROWS:
        role, unit = values.get(f"role_{row}", ""), values.get(f"unit_{row}", "")
        if not role and not unit:
            continue
        if not role:
            problems.append(Problem(f"role_{row}", gettext("Chọn vai trò, hoặc xóa đơn vị ở dòng này.")))
            continue
        code, wrong = unit_typed(unit, f"unit_{row}")
        problems += wrong
        wanted.append(Grant(role, code))
        rows.append(row)
    if problems:
        return [], problems
    try:
        return checked_roles(wanted), []
    except Refusal as refusal:
        first = rows[0] if rows else 0
        where = {f"roles.{place}": f"role_{row}" for place, row in enumerate(rows)}
        return [], problem_of(refusal, {**where, "roles": f"role_{first}"})


def _form(account: Account | None, values: dict[str, str], problems: list[Problem]) -> str:
    filled = [row for row in ROWS if values.get(f"role_{row}") or values.get(f"unit_{row}")]
    shown = min(MOST_ROLES, (filled[-1] + 1 if filled else 0) + FREE_ROWS)
    return render_template(
        "administrator/account_form.html", account=account, values=values, problems=problems, rows=range(shown),
        role_options=[("", gettext("– chọn –")), *words.ROLES.items()],
    )


def _check(account: Account | None, values: dict[str, str], wanted: list[Grant]) -> str:
    after = words.grants(wanted)
    facts: list[tuple[str, Any, str]]
    if account is None:
        heading, action = gettext("Kiểm tra lại trước khi lập tài khoản"), url_for("web.make_account")
        button, names = gettext("Lập tài khoản"), FIELDS
        facts = [
            (gettext("Tên đăng nhập"), values["username"], "username"),
            (gettext("Người dùng"), values["display_name"], "display_name"), (gettext("Vai trò"), after, "role_0"),
        ]
    else:
        heading = gettext("Kiểm tra lại trước khi đổi vai trò")
        action, button = url_for("web.set_roles", username=account.username), gettext("Đổi vai trò")
        names = ROLE_FIELDS
        facts = [
            (gettext("Tài khoản"), f"{account.display_name} ({account.username})", ""),
            (gettext("Đang có"), words.grants(account.grants), ""), (gettext("Sẽ có"), after, "role_0"),
        ]
    kept = [name for name in names if values.get(name)]
    return render_template(
        "check.html", heading=heading, about="", facts=facts, values=values, names=kept, action=action, button=button
    )
