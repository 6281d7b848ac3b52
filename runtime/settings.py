"""Settings of one process, read from the environment once, at boot.

A missing or wrong setting stops the process at boot with the name of the setting and an example that works,
never later in the middle of somebody's gift.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from environs import Env, EnvError, ValidationError, validate

DEFAULT_PORT = 8471
DEFAULT_MOST_IN_OUTBOX = 50_000
"""Events that a service lets wait for its relay; beyond that it takes no new work.  At most some GB of disk."""

DEFAULT_WEBHOOK_RETRY_SECONDS = 10.0
DEFAULT_WEBHOOK_TRIES = 14
"""With the waits between them, doubled up to an hour: about six hours."""

EXAMPLES = {
    "MONGO_URL": "mongodb://127.0.0.1:27471/?replicaSet=chungtay",
    "AMQP_URL": "amqp://guest:guest@127.0.0.1:5471/",
    "CHUNGTAY_DB_PREFIX": "chungtay",
    "CHUNGTAY_SECRET_KEY": "$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')",
    "CHUNGTAY_HOST": "127.0.0.1",
    "CHUNGTAY_PORT": str(DEFAULT_PORT),
    "CHUNGTAY_HOME": ".chungtay",
    "CHUNGTAY_LOG_LEVEL": "INFO",
    "CHUNGTAY_MOST_IN_OUTBOX": str(DEFAULT_MOST_IN_OUTBOX),
    "CHUNGTAY_GATEWAY_WORKERS": "1",
    "CHUNGTAY_TRUSTED_PROXIES": "1",
    "CHUNGTAY_WEBHOOK_SECRETS": "momo=whsec_$(openssl rand -base64 32)",
    "CHUNGTAY_PUBLIC_URL": "https://vinguoingheo.example.vn",
    "CHUNGTAY_SMTP_URL": "smtp://user:password@mail.example.vn:587",
    "CHUNGTAY_MAIL_FROM": "banvandong@example.vn",
    "CHUNGTAY_OIDC_ISSUER": "https://dang-nhap.example.vn/realms/mat-tran",
    "CHUNGTAY_OIDC_CLIENT_ID": "chung-tay",
    "CHUNGTAY_OIDC_CLIENT_SECRET": "what the sign-on server shows for the client",
    "CHUNGTAY_OIDC_CLAIM": "sub",
    "CHUNGTAY_OIDC_NAME": "tài khoản Mặt trận",
    "CHUNGTAY_WEBHOOKS_TO_LOOPBACK": "no",
    "CHUNGTAY_WEBHOOK_RETRY_SECONDS": "10",
    "CHUNGTAY_WEBHOOK_TRIES": "14",
}

_SHORTEST_SECRET = 32
_SHORTEST_WEBHOOK_SECRET = 24
_PROVIDER = re.compile(r"[a-z][a-z0-9-]{0,29}")
_MAIL_ADDRESS = re.compile(r"[^@\s<>,]+@[A-Za-z0-9.-]+")
_DB_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,23}")


class SettingError(Exception):
    """A setting is missing or wrong. `name` is the environment variable, `example` a value that works."""

    def __init__(self, name: str, problem: str, example: str = "") -> None:
        self.name = name
        self.example = example or EXAMPLES.get(name, "")
        super().__init__(f"setting {name}: {problem}. Example: {name}={self.example}")


@dataclass(frozen=True)
class SignOn:
    """The sign-on server (OpenID Connect). claim: which of its claims names a person, as `sign_on_name` of an account;
    name: what the button on the log-in page calls it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "sub"
    name: str = "đăng nhập một lần"


@dataclass(frozen=True)
class Settings:
    """Everything a process may be told from outside. Made by `load()`, then passed on by hand.

    The two addresses may hold credentials, so neither they nor the keys appear in `repr`.
    """

    mongo_url: str = field(repr=False)
    amqp_url: str = field(repr=False)
    db_prefix: str = "chungtay"
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    home: Path = Path(".chungtay")
    log_level: str = "INFO"
    most_in_outbox: int = DEFAULT_MOST_IN_OUTBOX
    gateway_workers: int = 1
    trusted_proxies: int = 0
    public_url: str = ""
    mail_from: str = ""
    smtp_url: str = field(default="", repr=False)
    webhook_secrets: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    sign_on: SignOn | None = None
    webhooks_to_loopback: bool = False
    webhook_retry_seconds: float = DEFAULT_WEBHOOK_RETRY_SECONDS
    webhook_tries: int = DEFAULT_WEBHOOK_TRIES
    secret_key_or_none: str | None = field(default=None, repr=False)

    @property
    def secret_key(self) -> str:
        """The key that signs sessions and tokens; only the gateway is given one.

        Raises SettingError when this process has none, so read it at boot.
        """
        if self.secret_key_or_none is None:
            raise SettingError("CHUNGTAY_SECRET_KEY", "is missing")
        return self.secret_key_or_none

    def database(self, part: str) -> str:
        """Name of the database of a service or of the gateway: `<prefix>_donations` and so on."""
        return f"{self.db_prefix}_{part}"


def load() -> Settings:
    """Settings from the environment. Call once per process and pass the result on.

    Raises SettingError, which names the setting and shows an example.
    """
    env = Env()
    secret_key = _read(env, "CHUNGTAY_SECRET_KEY", "", check=_secret_is_long_enough)
    return Settings(
        mongo_url=_read(env, "MONGO_URL", check=_is_replica_set_address),
        amqp_url=_read(env, "AMQP_URL", check=_is_broker_address),
        db_prefix=_read(env, "CHUNGTAY_DB_PREFIX", "chungtay", check=_is_database_prefix),
        host=_read(env, "CHUNGTAY_HOST", "127.0.0.1"),
        port=_read_port(env),
        home=home(),
        log_level=_read(env, "CHUNGTAY_LOG_LEVEL", "INFO", check=_is_log_level),
        trusted_proxies=int(_read(env, "CHUNGTAY_TRUSTED_PROXIES", "0", check=_is_proxy_count)),
        public_url=_read(env, "CHUNGTAY_PUBLIC_URL", "", check=_is_web_address).rstrip("/"),
        mail_from=_read(env, "CHUNGTAY_MAIL_FROM", "", check=_is_mail_address),
        smtp_url=_read(env, "CHUNGTAY_SMTP_URL", "", check=_is_mail_server),
        webhook_secrets=_read_webhook_secrets(env),
        sign_on=_read_sign_on(env),
        gateway_workers=int(_read(env, "CHUNGTAY_GATEWAY_WORKERS", "1", check=_is_worker_count)),
        most_in_outbox=_read_most_in_outbox(env),
        webhooks_to_loopback=_read(env, "CHUNGTAY_WEBHOOKS_TO_LOOPBACK", "no", check=_is_yes_or_no) == "yes",
        webhook_retry_seconds=float(
            _read(env, "CHUNGTAY_WEBHOOK_RETRY_SECONDS", str(DEFAULT_WEBHOOK_RETRY_SECONDS), check=_is_seconds)
        ),
        webhook_tries=int(_read(env, "CHUNGTAY_WEBHOOK_TRIES", str(DEFAULT_WEBHOOK_TRIES), check=_is_number_of_tries)),
        secret_key_or_none=secret_key or None,
    )


def home() -> Path:
    """The folder of data/, run/ and logs/ (CHUNGTAY_HOME), absolute; by default `.chungtay` where we stand."""
    return Path(Env().str("CHUNGTAY_HOME", "") or ".chungtay").resolve()


def process_name(kind: str) -> str:
    """What this process is called: as its supervisor says (CHUNGTAY_PROCESS, e.g. `donations-2`), else its `kind`.

    Signs, metrics and log lines go by this name, so that several processes of a kind stay apart."""
    return Env().str("CHUNGTAY_PROCESS", "") or kind


def _read(env: Env, name: str, default: str | None = None, check: Callable[[str], None] | None = None) -> str:
    checks = [check] if check else []
    try:
        if default is None:
            return env.str(name, validate=[_is_given, *checks])
        return env.str(name, default, validate=checks)
    except EnvError as error:
        raise SettingError(name, _in_words(error)) from error


def _read_webhook_secrets(env: Env) -> dict[str, bytes]:
    name = "CHUNGTAY_WEBHOOK_SECRETS"
    found: dict[str, bytes] = {}
    for pair in env.str(name, "").split():
        provider, _, secret = pair.partition("=")
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            key = b""
        if not _PROVIDER.fullmatch(provider) or provider in found or len(key) < _SHORTEST_WEBHOOK_SECRET:
            # Without the text at fault: part of it is a secret.
            raise SettingError(name, f"must be provider=whsec_<{_SHORTEST_WEBHOOK_SECRET} bytes or more in base64>, "
                                     "each provider once, with blanks between")
        found[provider] = key
    return found


def _read_sign_on(env: Env) -> SignOn | None:
    issuer = _read(env, "CHUNGTAY_OIDC_ISSUER", "", check=_is_issuer)
    if not issuer:
        return None
    return SignOn(
        issuer=issuer,
        client_id=_read(env, "CHUNGTAY_OIDC_CLIENT_ID"),
        client_secret=_read(env, "CHUNGTAY_OIDC_CLIENT_SECRET"),
        claim=_read(env, "CHUNGTAY_OIDC_CLAIM", SignOn.claim, check=_is_given),
        name=_read(env, "CHUNGTAY_OIDC_NAME", SignOn.name, check=_is_given),
    )


def _read_port(env: Env) -> int:
    try:
        return env.int("CHUNGTAY_PORT", DEFAULT_PORT, validate=validate.Range(min=1, max=65535))
    except EnvError as error:
        raise SettingError("CHUNGTAY_PORT", "must be a port number from 1 to 65535") from error


def _read_most_in_outbox(env: Env) -> int:
    try:
        return env.int("CHUNGTAY_MOST_IN_OUTBOX", DEFAULT_MOST_IN_OUTBOX, validate=validate.Range(min=1))
    except EnvError as error:
        raise SettingError("CHUNGTAY_MOST_IN_OUTBOX", "must be a whole number of events from 1") from error


def _in_words(error: EnvError) -> str:
    messages = getattr(error, "error_messages", None)
    return "; ".join(str(message) for message in messages) if messages else "is missing"


def _is_given(value: str) -> None:
    if not value.strip():
        raise ValidationError("is missing")


def _is_replica_set_address(value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in ("mongodb", "mongodb+srv"):
        raise ValidationError("must begin with mongodb:// or mongodb+srv://")
    options = {key.lower() for key in parse_qs(parts.query)}
    if "w" in options:
        # mongoengine would send it inside the transaction, which the server refuses.
        raise ValidationError("must not set w= (MongoDB already waits for the majority)")
    if parts.scheme == "mongodb" and "replicaset" not in options:
        raise ValidationError("must name the replica set (replicaSet=...): transactions need one")


def _is_broker_address(value: str) -> None:
    for address in value.split(";"):
        parts = urlsplit(address)
        if parts.scheme not in ("amqp", "amqps") or not parts.hostname:
            raise ValidationError("must look like amqp://user:password@host:port/vhost; several nodes with ; between")


def _is_mail_server(value: str) -> None:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise ValidationError("must look like smtp://user:password@host:587, or smtps:// for TLS from the start")


def _is_mail_address(value: str) -> None:
    if value and not _MAIL_ADDRESS.fullmatch(value):
        raise ValidationError("must be the mail address that reminders come from")


def _is_database_prefix(value: str) -> None:
    if not _DB_PREFIX.fullmatch(value):
        raise ValidationError("must be a small letter, then at most 23 small letters, digits or _")


def _is_log_level(value: str) -> None:
    if value not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValidationError("must be DEBUG, INFO, WARNING or ERROR")


def _is_web_address(value: str) -> None:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ValidationError("must be the address under which everybody reaches the pages")


def _is_issuer(value: str) -> None:
    _is_web_address(value)
    parts = urlsplit(value)
    if value and parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValidationError("must begin with https:// (only a server on this machine may do without)")


def _fits(pattern: str, words: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        if not re.fullmatch(pattern, value):
            raise ValidationError(f"must be {words}")

    return check


_is_yes_or_no = _fits("yes|no", "yes or no")
_is_seconds = _fits(r"(?=.*[1-9])[0-9]{1,4}(\.[0-9]{1,3})?", "a number of seconds above 0, at most 9999")
_is_number_of_tries = _fits("[1-9][0-9]?|100", "a number from 1 to 100")
_is_worker_count = _fits("[1-9]|[1-5][0-9]|6[0-4]", "a number from 1 to 64")
_is_proxy_count = _fits("[0-5]", "the number of web servers in front of the gateway, from 0 to 5")


def _secret_is_long_enough(value: str) -> None:
    if value and len(value) < _SHORTEST_SECRET:
        raise ValidationError(f"must have at least {_SHORTEST_SECRET} characters")
