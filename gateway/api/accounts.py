"""Accounts and their rights, for whoever manages them; the trail of every change, for whoever audits."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.fields import END, Text, unit_field
from contracts.shapes import Strict
from gateway.access import account_search, accounts, password_links, trail
from gateway.access.account_rules import LONGEST_SIGN_ON_NAME, MOST_ROLES
from gateway.access.account_search import Sought
from gateway.access.accounts import Account
from gateway.access.current import for_those_who_may, require
from gateway.access.rules import PUBLIC, ROLES, Grant
from runtime.clock import utc_now

blp = Blueprint("accounts", __name__, url_prefix="/api/v1/accounts", description="Tài khoản và vai trò")
trail_blp = Blueprint(
    "access_trail", __name__, url_prefix="/api/v1/access-trail", description="Nhật ký thay đổi quyền"
)

MOST_LISTED = 200
HELD_ROLES = [role for role in ROLES if role != PUBLIC]


class RoleGiven(Strict):
    """A role, for a unit and everything below it."""

    role = Text(longest=40, required=True)
    unit = unit_field(required=True)


class RolesWanted(Strict):
    """All roles that the account is to have."""

    roles = fields.List(
        fields.Nested(RoleGiven), required=True, validate=validate.Length(0, MOST_ROLES, error="Nhiều nhất {max}.")
    )


class AccountWanted(RolesWanted):
    """An account to be made. Its person sets the password, by a link."""

    display_name = Text(longest=120, required=True)


class StateWanted(Strict):
    """Closed or open."""

    disabled = fields.Boolean(required=True)


class SignOnNameWanted(Strict):
    """What the sign-on server calls the account's person; null for nobody."""

    sign_on_name = Text(longest=LONGEST_SIGN_ON_NAME, required=True, allow_none=True)


class RoleShown(Schema):
    """A role held."""

    role = fields.String(required=True)
    unit = fields.String(required=True)


class AccountShown(Schema):
    """An account, without anything secret."""

    username = fields.String(required=True)
    display_name = fields.String(required=True)
    roles = fields.List(fields.Nested(RoleShown), required=True)
    disabled = fields.Boolean(required=True)
    sign_on_name = fields.String(required=True, allow_none=True)


class AccountPage(Schema):
    """Accounts by name; ``next`` goes into ``after``."""

    accounts = fields.List(fields.Nested(AccountShown), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichAccounts(Strict):
    """Which accounts, a page of them. ``q``: a part of the username or of who it is, without diacritics; ``unit``: a
    role held for it or for a unit below."""

    q = Text(longest=100, shortest=0, load_default="")
    role = fields.String(load_default="", validate=validate.OneOf(["", *HELD_ROLES], error="Không có vai trò này."))
    unit = unit_field(load_default=None, allow_none=True)
    disabled = fields.Boolean(load_default=None, allow_none=True)
    after = fields.String(load_default="", validate=validate.Length(max=40))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_LISTED))


class PasswordLink(Schema):
    """A link to hand to the account's person: shown this once, good once."""

    link = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class AccessChangeShown(Schema):
    """A change of rights: what differs, before and after."""

    change_id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    about = fields.String(required=True)
    what = fields.String(required=True)
    before = fields.Dict(required=True)
    after = fields.Dict(required=True)


class TrailPage(Schema):
    """Changes, newest first; ``next`` goes into ``before``."""

    changes = fields.List(fields.Nested(AccessChangeShown), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichChanges(Strict):
    """Of whose rights, by whom; older than a change."""

    about = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    by = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    before = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(f"^[0-9a-f]{{24}}{END}", error="Mã chưa đúng.")
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_LISTED))


@blp.route("", methods=["GET"], endpoint="list_accounts")
@for_those_who_may("account.read")
@blp.arguments(WhichAccounts, location="query", unknown=RAISE)
@blp.response(200, AccountPage)
@blp.doc(summary="Các tài khoản và vai trò của chúng, từng trang; tìm theo tên không cần dấu, theo vai trò, đơn vị.")
def list_accounts(which: dict[str, Any]) -> dict[str, Any]:
    """A page of accounts."""
    require("account.read")
    sought = Sought(which["q"], which["role"], which["unit"] or "", which["disabled"])
    found = account_search.found(sought, which["after"], which["limit"] + 1)
    page = found[: which["limit"]]
    return {"accounts": [shown(one) for one in page], "next": page[-1].username if len(found) > len(page) else None}


@blp.route("/<username>", methods=["GET"], endpoint="get_account")
@for_those_who_may("account.read")
@blp.response(200, AccountShown)
@blp.doc(summary="Một tài khoản.")
def get_account(username: str) -> dict[str, Any]:
    """One account."""
    require("account.read")
    found = accounts.find(username)
    if found is None:
        raise accounts.unknown(username)
    return shown(found)


@blp.route("/<username>", methods=["PUT"], endpoint="make_account")
@for_those_who_may("account.manage")
@blp.arguments(AccountWanted)
@blp.response(201, AccountShown)
@blp.doc(summary="Lập tài khoản; mật khẩu do chính người dùng đặt bằng đường dẫn.")
def make_account(wanted: dict[str, Any], username: str) -> dict[str, Any]:
    """Make an account that nobody can log in to yet."""
    by = require("account.manage").username
    return shown(accounts.create(username, wanted["display_name"], None, _grants(wanted), by=by))


@blp.route("/<username>/roles", methods=["PUT"], endpoint="set_roles")
@for_those_who_may("account.manage")
@blp.arguments(RolesWanted)
@blp.response(200, AccountShown)
@blp.doc(summary="Giao các vai trò này, thay cho mọi vai trò đang có.")
def set_roles(wanted: dict[str, Any], username: str) -> dict[str, Any]:
    """Give an account these roles and no others."""
    return shown(accounts.set_roles(username, _grants(wanted), require("account.manage").username))


@blp.route("/<username>/state", methods=["PUT"], endpoint="set_account_state")
@for_those_who_may("account.manage")
@blp.arguments(StateWanted)
@blp.response(200, AccountShown)
@blp.doc(summary="Khóa tài khoản (mọi phiên, mã và khóa API của nó hết hiệu lực), hoặc mở lại.")
def set_account_state(wanted: dict[str, Any], username: str) -> dict[str, Any]:
    """Close an account, or open it again."""
    by = require("account.manage").username
    return shown((accounts.disable if wanted["disabled"] else accounts.enable)(username, by))


@blp.route("/<username>/sign-on-name", methods=["PUT"], endpoint="set_sign_on_name")
@for_those_who_may("account.manage")
@blp.arguments(SignOnNameWanted)
@blp.response(200, AccountShown)
@blp.doc(summary="Ghi tên của người dùng ở máy chủ đăng nhập một lần.")
def set_sign_on_name(wanted: dict[str, Any], username: str) -> dict[str, Any]:
    """Say which person of the sign-on server the account belongs to."""
    return shown(accounts.set_sign_on_name(username, wanted["sign_on_name"], require("account.manage").username))


@blp.route("/<username>/password-link", methods=["PUT"], endpoint="make_password_link")
@for_those_who_may("account.manage")
@blp.response(200, PasswordLink)
@blp.doc(summary="Lập đường dẫn đặt mật khẩu, dùng một lần; đường dẫn trước đó hết hiệu lực.")
def make_password_link(username: str) -> dict[str, Any]:
    """A link by which the account's person sets a password."""
    by = require("account.manage").username
    path, expires_at = password_links.make(username, by, utc_now())
    base: str = current_app.config["CHUNGTAY"].public_url or request.host_url.rstrip("/")
    return {"link": base + path, "expires_at": expires_at}


@trail_blp.route("", methods=["GET"], endpoint="list_access_changes")
@for_those_who_may("access_trail.read")
@trail_blp.arguments(WhichChanges, location="query", unknown=RAISE)
@trail_blp.response(200, TrailPage)
@trail_blp.doc(summary="Nhật ký thay đổi quyền: ai đổi gì, của ai, lúc nào.")
def list_access_changes(which: dict[str, Any]) -> dict[str, Any]:
    """A page of the trail, newest first."""
    require("access_trail.read")
    found = trail.page(which["about"], which["by"], which["before"], which["limit"] + 1)
    page = found[: which["limit"]]
    return {"changes": page, "next": page[-1]["change_id"] if len(found) > len(page) else None}


def shown(account: Account) -> dict[str, Any]:
    """An account as the API tells it."""
    return {
        "username": account.username, "display_name": account.display_name, "disabled": account.disabled,
        "roles": [{"role": grant.role, "unit": grant.unit} for grant in account.grants],
        "sign_on_name": account.sign_on_name,
    }


def _grants(wanted: dict[str, Any]) -> list[Grant]:
    return [Grant(one["role"], one["unit"]) for one in wanted["roles"]]
