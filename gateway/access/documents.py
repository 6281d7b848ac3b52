"""Accounts, sessions and tokens as they are kept. No password, session id or token is kept in the clear."""

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    StringField,
)

from gateway.database import ALIAS


class RoleGrant(EmbeddedDocument):
    """A role, held for a unit and everything below it."""

    role = StringField(required=True)
    unit = StringField(required=True)


class AccountDocument(Document):
    """A person or program. The username is the account's id for ever: it stands in ledgers and audit
    trails, so an account is disabled, never deleted or renamed."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS, "collection": "accounts", "auto_create_index": False,
        "indexes": [{"fields": ["sign_on_name"], "unique": True, "sparse": True}],
    }

    username = StringField(primary_key=True)
    display_name = StringField(required=True, max_length=120)
    password_hash = StringField(required=True)
    roles = EmbeddedDocumentListField(RoleGrant)
    disabled = BooleanField(default=False)
    created_at = DateTimeField(required=True)
    # Grows when the password changes or the account is disabled: what was opened before is then worthless.
    generation = IntField(default=1)
    # What the sign-on server calls this person; unset for most.
    sign_on_name = StringField(max_length=200)


class SessionDocument(Document):
    """A browser that is logged in: only the hash of its cookie is kept."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS,
        "collection": "sessions",
        "auto_create_index": False,
        "indexes": ["username", {"fields": ["expires_at"], "expireAfterSeconds": 0}],
    }

    token_sha256 = StringField(primary_key=True)
    session_id = StringField(required=True)
    username = StringField(required=True)
    generation = IntField(required=True)
    opened_at = DateTimeField(required=True)
    last_seen_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)


class PasswordLinkDocument(Document):
    """A link by which an account's person sets a password, once: only its hash is kept, and one per account."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS,
        "collection": "password_links",
        "auto_create_index": False,
        "indexes": [{"fields": ["expires_at"], "expireAfterSeconds": 0}],
    }

    username = StringField(primary_key=True)
    token_sha256 = StringField(required=True)
    made_by = StringField(required=True)
    expires_at = DateTimeField(required=True)


class TokenDocument(Document):
    """A bearer token of a program: only its hash is kept. `token_id` names it in lists, without being the
    secret.
    """

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS,
        "collection": "tokens",
        "auto_create_index": False,
        "indexes": ["username", {"fields": ["expires_at"], "expireAfterSeconds": 0}],
    }

    token_sha256 = StringField(primary_key=True)
    token_id = StringField(required=True)
    username = StringField(required=True)
    generation = IntField(required=True)
    label = StringField(max_length=120, default="")
    issued_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)


class ApiKeyDocument(Document):
    """A key of a program: only its hash is kept. `key_id` is how the key begins, and names it in lists and logs. A key
    is revoked, never deleted: the log still names it."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS, "collection": "api_keys", "auto_create_index": False, "indexes": ["owner"],
    }

    key_id = StringField(primary_key=True)
    secret_sha256 = StringField(required=True)
    name = StringField(required=True, max_length=120)
    owner = StringField(required=True)
    # As they were when it was made: a group that grows later gives old keys nothing.
    actions = ListField(StringField(), required=True)
    unit = StringField(null=True)
    per_minute = IntField(required=True)
    made_at = DateTimeField(required=True)
    made_by = StringField(required=True)
    expires_at = DateTimeField(required=True)
    last_used_at = DateTimeField(null=True)
    revoked_at = DateTimeField(null=True)
    revoked_by = StringField(null=True)
