"""Everybody's own account: what it may, where it is logged in, its password, its programs' keys."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access import accounts, keys, sessions
from gateway.access.accounts import Account
from gateway.access.current import for_people, principal, require_somewhere
from gateway.access.key_rules import GROUPS, LASTS_DAYS, LONGEST_DAYS, PER_MINUTE, READING
from gateway.access.keys import KeyMadeAlready, Wanted
from gateway.access.log_in import WrongNameOrPassword, log_in
from gateway.web.administrator import words
from gateway.web.blueprint import pages
from gateway.web.forms import KEY, Problem, new_key, problem_of, typed
from gateway.web.languages import N_
from gateway.web.typed_units import unit_typed
from runtime.clock import utc_now

PAGE = "/tai-khoan"
LONGEST_LABEL = 120

KEY_GROUPS = {
    "gifts": N_("Ghi khoản ủng hộ, phiếu đăng ký, biên nhận"),
    "statements": N_("Nhập sao kê, đối chiếu"),
    "guests": N_("Đăng ký và đón khách"),
    "figures": N_("Đọc số liệu báo cáo"),
    READING: N_("Đọc mọi thứ tôi được xem"),
}
KEY_FIELDS = ("name", "unit", "lasts_days", *KEY_GROUPS)


@pages.get(PAGE)
@for_people
def own_account() -> ResponseReturnValue:
    """The account as its person sees it."""
    return _page({}, [])


@pages.post(f"{PAGE}/mat-khau")
@for_people
def change_own_password() -> ResponseReturnValue:
    """The old password is asked like at log-in, and as slowly; then everything that was logged in is logged out."""
    username = principal().username
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    problems = [] if old else [Problem("old", gettext("Gõ mật khẩu đang dùng."))]
    problems += [] if new == again else [Problem("again", gettext("Hai lần gõ chưa giống nhau."))]
    if not problems:
        try:
            accounts.check_password(new)
            log_in(username, old)
        except WrongNameOrPassword:
            problems = [Problem("old", gettext("Mật khẩu đang dùng chưa đúng."))]
        except accounts.PasswordNotUsable as refusal:
            problems = problem_of(refusal, {"password": "new"})
    if problems:
        return _page({}, problems), 422
    accounts.set_password(username, new, by=username)
    session.clear()
    flash(gettext("Đã đổi mật khẩu. Xin đăng nhập lại bằng mật khẩu mới."), "good")
    answer = redirect(url_for("web.log_in_page"), code=303)
    answer.delete_cookie(sessions.COOKIE)
    return answer


@pages.post(f"{PAGE}/phien")
@for_people
def end_other_sessions() -> ResponseReturnValue:
    """Log out everywhere else."""
    ended = sessions.end_all(principal().username, but=request.cookies.get(sessions.COOKIE))
    flash(gettext("Đã kết thúc %(count)s phiên khác.", count=ended), "good")
    return redirect(url_for("web.own_account"), code=303)


@pages.post(f"{PAGE}/phien/<id>")
@for_people
def end_one_session(id: str) -> ResponseReturnValue:
    """Log out there; what has ended meanwhile has ended."""
    sessions.end_by_id(principal().username, id)
    flash(gettext("Đã kết thúc phiên đó."), "good")
    return redirect(url_for("web.own_account"), code=303)


@pages.get(f"{PAGE}/khoa-api/moi")
def own_key_form() -> ResponseReturnValue:
    """What is the key for?"""
    require_somewhere("key.make")
    return _key_form({"lasts_days": str(LASTS_DAYS)}, [], new_key())


@pages.post(f"{PAGE}/khoa-api/moi")
def make_own_key() -> ResponseReturnValue:
    """Make it, and show it this once."""
    asking = require_somewhere("key.make")
    values = typed(KEY_FIELDS, longest=LONGEST_LABEL + 1)
    key = request.form.get(KEY) or new_key()
    wanted, problems = _wanted(values, key)
    if wanted is None:
        return _key_form(values, problems, key), 422
    try:
        made, secret = keys.make(keys.owner_named(asking.username), wanted, asking.username, utc_now())
    except KeyMadeAlready as refusal:
        problems = [Problem("", refusal.message, gettext("Thu hồi khóa đó rồi lập khóa khác."))]
        return _key_form(values, problems, new_key()), 409
    except Refusal as refusal:
        problems = [Problem("unit" if refusal.field == "unit" else "gifts", refusal.message, refusal.remedy)]
        return _key_form(values, problems, key), 422
    return render_template("own_key.html", key=made, secret=secret)


@pages.get(f"{PAGE}/khoa-api/<key_id>/thu-hoi")
def revoke_own_key_page(key_id: str) -> ResponseReturnValue:
    """Is this key to end?"""
    mine = require_somewhere("key.make").username
    key = keys.one(key_id, owner=mine)
    return render_template("own_key_revoke.html", key=key)


@pages.post(f"{PAGE}/khoa-api/<key_id>/thu-hoi")
def revoke_own_key(key_id: str) -> ResponseReturnValue:
    """End it."""
    mine = require_somewhere("key.make").username
    ended = keys.revoke(key_id, mine, utc_now(), owner=mine)
    flash(gettext("Đã thu hồi khóa %(key)s.", key=ended.key_id), "good")
    return redirect(url_for("web.own_account"), code=303)


def _account() -> Account:
    account = accounts.find(principal().username)
    assert account is not None  # accounts are never deleted
    return account


def _page(values: dict[str, str], problems: list[Problem]) -> str:
    account, now = _account(), utc_now()
    makes_keys = principal().may_somewhere("key.make")
    return render_template(
        "own_account.html", account=account, roles=words.grants(account.grants), values=values, problems=problems,
        opened=sessions.opened_by(account, now, request.cookies.get(sessions.COOKIE)), makes_keys=makes_keys, now=now,
        keys=keys.all_keys(account.username) if makes_keys else [],
        exports=principal().may_somewhere("export.read"),
    )


def _key_form(values: dict[str, str], problems: list[Problem], key: str) -> str:
    groups = [(name, told) for name, told in KEY_GROUPS.items() if _may_any(name)]
    return render_template("own_key_form.html", values=values, problems=problems, key=key, groups=groups)


def _may_any(group: str) -> bool:
    asking = principal()
    return group == READING or any(asking.may_somewhere(action) for action in GROUPS[group])


def _wanted(values: dict[str, str], key: str) -> tuple[Wanted | None, list[Problem]]:
    problems = []
    if not 1 <= len(values["name"]) <= LONGEST_LABEL:
        problems.append(Problem("name", gettext("Ghi tên chương trình dùng khóa.")))
    chosen = [group for group in KEY_GROUPS if values[group]]
    if not chosen:
        problems.append(Problem("gifts" if _may_any("gifts") else READING, gettext("Chọn ít nhất một nhóm việc.")))
    days = int(values["lasts_days"]) if values["lasts_days"].isdecimal() and len(values["lasts_days"]) < 5 else 0
    if not 1 <= days <= LONGEST_DAYS:
        problems.append(Problem("lasts_days", gettext("Từ 1 đến %(most)s ngày.", most=LONGEST_DAYS)))
    unit, wrong = unit_typed(values["unit"], "unit") if values["unit"] else ("", [])
    problems += wrong
    if problems:
        return None, problems
    return Wanted(values["name"], chosen, unit or None, days, PER_MINUTE, asked_under=key), []
