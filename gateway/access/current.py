"""Who is asking in this request, and whether they may.

`principal()` is the one place that reads the cookie and the Authorization header; `require()` is the one
place that says no.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal

from flask import g, has_request_context, request

from contracts.refusals import Refusal
from gateway.access import allow_table, keys, looks, sessions, tokens
from gateway.access.accounts import Account
from gateway.access.rules import Grant, Limit
from runtime import logs

View = Callable[..., Any]
Via = Literal["session", "token", "key", "nobody"]


class NotLoggedIn(Refusal):
    """Nobody is logged in, or the token is unknown, over or revoked (HTTP 401)."""

    kind = "forbidden"


class NotAllowed(Refusal):
    """The account's roles don't allow this here (HTTP 403)."""

    kind = "forbidden"


@dataclass(frozen=True)
class Principal:
    """Whoever is asking. `username` is the account's id (empty for nobody); `via` says how they came in; a program with
    an API key (`key_id`) may no more than its `limit`."""

    username: str
    display_name: str
    grants: tuple[Grant, ...]
    via: Via
    limit: Limit | None = None
    key_id: str = ""

    @property
    def id(self) -> str:
        """The account id, as it goes into commands as `actor`."""
        return self.username

    @property
    def logged_in(self) -> bool:
        """False for a visitor."""
        return self.via != "nobody"

    def may(self, action: str, unit: str | None = None) -> bool:
        """Whether they may do `action` for `unit` (None: everywhere)."""
        return allow_table.allowed(self, action, unit)

    def may_somewhere(self, action: str) -> bool:
        """Whether there is any unit for which they may; decides what a menu shows."""
        return allow_table.areas(self, action) != []


NOBODY = Principal(username="", display_name="", grants=(), via="nobody")


def principal() -> Principal:
    """Who is asking: by bearer token, else by session cookie, else nobody.

    Raises `NotLoggedIn` for a token that is no good: a program must not go on as nobody, unnoticed.
    """
    if not has_request_context():
        return NOBODY
    found: Principal | None = g.get("principal")
    if found is None:
        found = g.principal = _read_principal()
    return found


def bearer_token() -> str | None:
    """The token of the Authorization header, or None."""
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer":
        return None
    return authorization.token or ""


def for_people(view: View) -> View:
    """Mark a view about one's own account: visitors are turned away, and programs with an API key. Put it where
    `for_those_who_may` would stand."""

    @wraps(view)
    def guarded(*arguments: Any, **named: Any) -> Any:
        asking = principal()
        if not asking.logged_in:
            raise NotLoggedIn("Cần đăng nhập để làm việc này.", remedy="Đăng nhập rồi thử lại.")
        if asking.via == "key":
            raise NotAllowed("Khóa API không dùng được cho việc này.", remedy="Chủ tài khoản tự đăng nhập để làm.")
        return view(*arguments, **named)

    return guarded


def require(action: str, unit: str | None = None) -> Principal:
    """The principal, who may do `action` for `unit` (None: everywhere).

    Raises `NotLoggedIn` for a visitor, `NotAllowed` for an account whose roles don't reach this far.
    """
    asking = principal()
    if not asking.may(action, unit):
        raise _refusal(asking, action, unit)
    return asking


def require_somewhere(action: str) -> Principal:
    """The principal, who may do `action` for at least one unit. Raises like `require`."""
    asking = principal()
    if not asking.may_somewhere(action):
        raise _refusal(asking, action, None)
    return asking


def for_those_who_may(action: str) -> Callable[[View], View]:
    """Mark a view: who may do `action` nowhere is turned away before anything is read, looked up or asked. If the table
    says that the action shows people, each answer leaves a record of the look.

    The view itself then requires it for the unit at hand, once it knows that. Put it above `blp.arguments`: else a
    visitor's body is judged first.
    """

    def decorate(view: View) -> View:
        seen = shows_people(action)(view) if allow_table.table().shows_people(action) else view

        @wraps(seen)
        def guarded(*arguments: Any, **named: Any) -> Any:
            require_somewhere(action)
            return seen(*arguments, **named)

        return guarded

    return decorate


def shows_people(what: str) -> Callable[[View], View]:
    """Mark a view that shows personal data (its action alone does not say so): each answer leaves a record of the look.
    Put it below `for_those_who_may` and above `blp.arguments`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def watched(*arguments: Any, **named: Any) -> Any:
            answer = view(*arguments, **named)
            looks.keep(looker(), what, named, answer)
            return answer

        watched.shows_people = what  # type: ignore[attr-defined]
        return watched

    return decorate


def note_look(what: str, people: Iterable[str]) -> None:
    """Keep a record of a look from inside a view that shows people only to some of those who may open it."""
    looks.saw(people)
    looks.keep(looker(), what, request.view_args or {}, "")


def looker() -> looks.Looker:
    """Whoever asks, as a record of a look names them."""
    asking = principal()
    return looks.Looker(asking.username, asking.key_id)


def _refusal(asking: Principal, action: str, unit: str | None) -> Refusal:
    if not asking.logged_in:
        return NotLoggedIn(
            "Cần đăng nhập để làm việc này.",
            remedy="Đăng nhập; chương trình thì gửi tiêu đề Authorization: Bearer …",
        )
    named = allow_table.table().actions[action]
    where = f" ở đơn vị {unit}" if unit else ""
    by_key = asking.via == "key"
    return NotAllowed(
        f"{'Khóa API này' if by_key else 'Tài khoản của bạn'} chưa được phép: {named.lower()}{where}.",
        remedy="Lập khóa khác có quyền này, nếu chủ khóa có." if by_key
        else "Nhờ người quản lý tài khoản cấp thêm vai trò.",
        action=action,
        unit=unit,
    )


def _read_principal() -> Principal:
    now = dt.datetime.now(dt.UTC)
    token = bearer_token()
    if token is not None and token.startswith(keys.SIGN):
        return _by_key(token, now)
    if token is not None:
        account = tokens.account_of(token, now)
        if account is None:
            raise NotLoggedIn(
                "Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi.",
                remedy="Lấy mã mới bằng POST /api/v1/tokens.",
            )
        return _principal(account, "token")
    cookie = request.cookies.get(sessions.COOKIE)
    account = sessions.account_of(cookie, now) if cookie else None
    return _principal(account, "session") if account else NOBODY


def _by_key(secret: str, now: dt.datetime) -> Principal:
    used = keys.use(secret, now)
    if used is None:
        raise NotLoggedIn(
            "Khóa API không đúng, đã hết hạn, đã bị thu hồi, hoặc tài khoản của khóa đã khóa.",
            remedy="Lập khóa mới bằng POST /api/v1/keys.",
        )
    key, owner = used
    logs.bind(key_id=key.key_id)
    g.key_id = key.key_id
    return replace(_principal(owner, "key"), limit=key.limit, key_id=key.key_id)


def _principal(account: Account, via: Via) -> Principal:
    return Principal(username=account.username, display_name=account.display_name, grants=account.grants, via=via)
