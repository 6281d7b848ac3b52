"""API keys of programs: a part of their owner's rights, for a time, revoked at once.

A key is looked up anew in each request, never remembered: what was revoked a moment ago opens nothing, in any process.
Neither does what its owner may no more: the roles are the owner's of that very moment."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass, field

from limits import parse
from mongoengine.errors import NotUniqueError

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.access import allow_table, trail
from gateway.access.accounts import Account, UnknownAccount, find
from gateway.access.counters import TooManyAttempts, counts_of_tries, seconds_left
from gateway.access.documents import ApiKeyDocument
from gateway.access.hashed_secrets import hash_of, new_secret
from gateway.access.key_rules import LONGEST_DAYS, check_area, check_count, resolved
from gateway.access.rules import Limit

SIGN = "ctk_"
"""Every key begins with it, so that secret scanners know one when they see it."""

_ID_LENGTH = len(SIGN) + 12
_USE_NOTED_EVERY = dt.timedelta(minutes=1)


class KeyMadeAlready(Refusal):
    """The same request made a key before; its secret is not shown a second time."""

    kind = "conflict"


class UnknownKey(NotFound):
    """There is no such key, or it is somebody else's."""


@dataclass(frozen=True)
class ApiKey:
    """A key without its secret."""

    key_id: str
    name: str
    owner: str
    actions: tuple[str, ...]
    unit: str | None
    per_minute: int
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime
    last_used_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    revoked_by: str | None = None

    @property
    def limit(self) -> Limit:
        """What it narrows its owner's rights to."""
        return Limit(frozenset(self.actions), self.unit)


@dataclass(frozen=True)
class Wanted:
    """A key to be made.  actions: names of actions or groups; unit: None for wherever its owner may; asked_under: names
    the request, so that the same one makes one key."""

    name: str
    actions: list[str]
    unit: str | None
    lasts_days: int
    per_minute: int
    asked_under: str = field(default_factory=lambda: secrets.token_hex(16))


def make(owner: Account, wanted: Wanted, made_by: str, now: dt.datetime) -> tuple[ApiKey, str]:
    """A new key and its secret: the only moment the secret is known.

    Raises `ActionNotGrantable`, `KeyBeyondOwner`, `TooManyKeys` or `KeyMadeAlready`."""
    table = allow_table.table()
    actions = resolved(wanted.actions, table, lambda action: allow_table.areas(owner, action) != [])
    check_area(actions, wanted.unit, lambda action, unit: _reaches(owner, action, unit))
    check_count(ApiKeyDocument.objects(owner=owner.username, revoked_at=None, expires_at__gt=now).count())
    key_id = SIGN + hash_of(f"key of {owner.username}\n{wanted.asked_under}")[:12]
    secret = f"{key_id}_{new_secret()}"
    kept = ApiKeyDocument(
        key_id=key_id, secret_sha256=hash_of(secret), name=wanted.name, owner=owner.username, actions=actions,
        unit=wanted.unit, per_minute=wanted.per_minute, made_at=now, made_by=made_by,
        expires_at=now + dt.timedelta(days=min(wanted.lasts_days, LONGEST_DAYS)),
    )

    def work() -> None:
        kept.save(force_insert=True)
        told = {"actions": actions, "unit": wanted.unit, "expires_at": kept.expires_at}
        trail.remember("key_made", owner.username, made_by, now, after={"key_id": key_id, **told})

    try:
        trail.in_one_transaction(work)
    except NotUniqueError as error:
        raise KeyMadeAlready(
            f"Yêu cầu này đã lập khóa {key_id}; khóa chỉ hiện một lần.", field="name",
            remedy="Nếu chưa kịp giữ khóa đó thì thu hồi nó, rồi lập khóa mới bằng một Idempotency-Key khác.",
            key_id=key_id,
        ) from error
    return _key(kept), secret


def use(secret: str, now: dt.datetime) -> tuple[ApiKey, Account] | None:
    """The key that this is, and its owner as of now; None when it is unknown, over, revoked or its owner's account is
    disabled.  Counts the use.  Raises `TooManyAttempts` past what the key may ask in a minute."""
    kept = ApiKeyDocument.objects(key_id=secret[:_ID_LENGTH], revoked_at=None, expires_at__gt=now).first()
    if kept is None or not hmac.compare_digest(kept.secret_sha256, hash_of(secret)):
        return None
    owner = find(kept.owner)
    if owner is None or owner.disabled:
        return None
    per_minute, counted = parse(f"{kept.per_minute} per 1 minute"), ("key", kept.key_id)
    if not counts_of_tries().hit(per_minute, *counted):
        raise TooManyAttempts(
            seconds_left(per_minute, counted), f"Khóa API {kept.key_id} đã gửi quá {kept.per_minute} yêu cầu một phút."
        )
    if kept.last_used_at is None or now - kept.last_used_at >= _USE_NOTED_EVERY:
        ApiKeyDocument.objects(key_id=kept.key_id).update_one(max__last_used_at=now)
    return _key(kept), owner


def all_keys(owner: str | None = None, after: str = "", most: int = 200) -> list[ApiKey]:
    """Keys, revoked and over ones too, by id: of one owner, or everybody's."""
    found = ApiKeyDocument.objects(key_id__gt=after)
    if owner is not None:
        found = found.filter(owner=owner)
    return [_key(kept) for kept in found.order_by("key_id").limit(most)]


def one(key_id: str, owner: str | None = None) -> ApiKey:
    """The key of that id.  owner: only if it is theirs.  Raises `UnknownKey`."""
    which = {"key_id": key_id} if owner is None else {"key_id": key_id, "owner": owner}
    kept = ApiKeyDocument.objects(**which).first()
    if kept is None:
        raise _unknown(key_id)
    return _key(kept)


def revoke(key_id: str, by: str, now: dt.datetime, owner: str | None = None) -> ApiKey:
    """End a key; one that has ended already keeps its first end.  owner: only if it is theirs.  Raises `UnknownKey`."""
    which = {"key_id": key_id} if owner is None else {"key_id": key_id, "owner": owner}

    def work() -> ApiKeyDocument | None:
        live = ApiKeyDocument.objects(**which, revoked_at=None).first()
        if live is not None:
            live.update(set__revoked_at=now, set__revoked_by=by)
            trail.remember("key_revoked", live.owner, by, now, before={"key_id": live.key_id})
        return ApiKeyDocument.objects(**which).first()

    kept = trail.in_one_transaction(work)
    if kept is None:
        raise _unknown(key_id)
    return _key(kept)


def owner_named(username: str) -> Account:
    """The account that a key is to be made for.  Raises `UnknownAccount`."""
    found = find(username)
    if found is None or found.disabled:
        raise UnknownAccount(f"Không có tài khoản “{username[:40]}” đang dùng.", field="owner")
    return found


def _unknown(key_id: str) -> UnknownKey:
    return UnknownKey(
        f"Không có khóa “{key_id[:40]}” trong các khóa của bạn.", field="key_id",
        remedy="Xem danh sách: GET /api/v1/keys.",
    )


def _reaches(owner: Account, action: str, unit: str) -> bool:
    reach = allow_table.areas(owner, action)
    return reach is None or any(units.contains(area, unit) or units.contains(unit, area) for area in reach)


def _key(kept: ApiKeyDocument) -> ApiKey:
    return ApiKey(
        kept.key_id, kept.name, kept.owner, tuple(kept.actions), kept.unit, kept.per_minute, kept.made_at, kept.made_by,
        kept.expires_at, kept.last_used_at, kept.revoked_at, kept.revoked_by,
    )


