"""The administrator's pages of accounts: find one, see what it may and what was done to it, close it, open it again.

Nobody but its person ever knows a password: the administrator hands over a link that is good once."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access import account_search, accounts, keys, password_links, trail
from gateway.access.account_search import Sought
from gateway.access.accounts import Account
from gateway.access.current import principal, require
from gateway.web.addresses import address, chosen_of
from gateway.web.administrator import words
from gateway.web.blueprint import pages
from gateway.web.forms import Problem, problem_of, typed
from gateway.web.typed_units import unit_typed
from runtime.clock import utc_now

PAGE = "/quan-tri/tai-khoan"
ON_A_PAGE = 50
CHANGES_SHOWN = 10
STATES = {"dang-dung": False, "da-khoa": True}
FILTERS = ("q", "role", "unit", "state")


@pages.get(PAGE)
def account_list() -> ResponseReturnValue:
    """Accounts by username, as far as the filters in the address go."""
    asking = require("account.read")
    chosen = chosen_of(dict.fromkeys(FILTERS, 100))
    unit, problems = unit_typed(chosen["unit"], "unit") if "unit" in chosen else ("", [])
    role = chosen.get("role", "") if chosen.get("role") in words.ROLES else ""
    sought = Sought(chosen.get("q", ""), role, unit, STATES.get(chosen.get("state", "")))
    after = request.args.get("sau", "")[:40]
    found = [] if problems else account_search.found(sought, after, ON_A_PAGE + 1)
    more = len(found) > ON_A_PAGE
    return render_template(
        "administrator/account_list.html", accounts=found[:ON_A_PAGE], values=chosen, problems=problems,
        next_page=address("web.account_list", chosen, sau=found[ON_A_PAGE - 1].username) if more else None,
        first=address("web.account_list", chosen) if after else "", grant=words.grant,
        may_manage=asking.may("account.manage"),
        role_options=[("", gettext("Tất cả")), *words.ROLES.items()],
        state_options=[("", gettext("Tất cả")), ("dang-dung", gettext("Đang dùng")), ("da-khoa", gettext("Đã khóa"))],
    ), 422 if problems else 200


@pages.get(f"{PAGE}/<username>")
def account_page(username: str) -> ResponseReturnValue:
    """One account: its roles, keys and latest changes."""
    require("account.read")
    return _page(_found(username))


@pages.get(f"{PAGE}/<username>/khoa")
def close_account_page(username: str) -> ResponseReturnValue:
    """Is this account to be closed?"""
    require("account.manage")
    return _close_page(_found(username), [])


@pages.post(f"{PAGE}/<username>/khoa")
def close_account(username: str) -> ResponseReturnValue:
    """Close it: whatever it has opened ends at once."""
    by = require("account.manage").username
    try:
        accounts.disable(username, by)
    except accounts.UnknownAccount:
        raise
    except Refusal as refusal:
        return _close_page(_found(username), problem_of(refusal, {"username": ""})), 409
    told = gettext("Đã khóa tài khoản %(username)s; mọi phiên, mã và khóa API của nó hết hiệu lực.", username=username)
    flash(told, "good")
    return redirect(url_for("web.account_page", username=username), code=303)


@pages.post(f"{PAGE}/<username>/mo")
def open_account(username: str) -> ResponseReturnValue:
    """Open a closed account again; keys stay revoked."""
    by = require("account.manage").username
    accounts.enable(username, by)
    flash(gettext("Đã mở lại tài khoản %(username)s.", username=username), "good")
    return redirect(url_for("web.account_page", username=username), code=303)


@pages.post(f"{PAGE}/<username>/duong-dan")
def password_link(username: str) -> ResponseReturnValue:
    """A link by which the account's person sets a password; it is shown this once, and ends the one before."""
    by = require("account.manage").username
    path, expires_at = password_links.make(username, by, utc_now())
    base: str = current_app.config["CHUNGTAY"].public_url or request.host_url.rstrip("/")
    return render_template(
        "administrator/password_link.html", account=_found(username), link=base + path, expires_at=expires_at
    )


@pages.post(f"{PAGE}/<username>/ten-dang-nhap-mot-lan")
def sign_on_name(username: str) -> ResponseReturnValue:
    """Which person of the sign-on server the account belongs to; empty for nobody."""
    by = require("account.manage").username
    told = typed(("sign_on_name",), longest=200)["sign_on_name"]
    try:
        accounts.set_sign_on_name(username, told or None, by)
    except accounts.SignOnNameTaken as refusal:
        return _page(_found(username), {"sign_on_name": told}, refusal), 409
    flash(gettext("Đã ghi tên đăng nhập một lần."), "good")
    return redirect(url_for("web.account_page", username=username), code=303)


def _close_page(account: Account, problems: list[Problem]) -> str:
    now = utc_now()
    live = [one for one in keys.all_keys(account.username) if one.revoked_at is None and one.expires_at > now]
    return render_template(
        "administrator/account_close.html", account=account, live_keys=len(live), problems=problems
    )


def _found(username: str) -> Account:
    account = accounts.find(username)
    if account is None:
        raise accounts.unknown(username)
    return account


def _page(account: Account, typed_in: dict[str, str] | None = None, refusal: Refusal | None = None) -> str:
    asking = principal()
    manages = asking.may("account.manage")
    return render_template(
        "administrator/account.html", account=account, own=account.username == asking.username, may_manage=manages,
        roles=words.grants(account.grants), values={"sign_on_name": account.sign_on_name or "", **(typed_in or {})},
        problems=problem_of(refusal) if refusal else [],
        signs_on=manages and current_app.config["CHUNGTAY"].sign_on is not None,
        keys=keys.all_keys(account.username) if asking.may("key.manage") else [], now=utc_now(),
        changes=trail.page(account.username, None, None, CHANGES_SHOWN) if asking.may("access_trail.read") else [],
        change=words.change, differs=words.differs,
    )
