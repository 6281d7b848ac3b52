"""A wrong setting stops a process at boot, by name and with an example."""

from pathlib import Path

import pytest

from runtime import settings
from runtime.settings import SettingError

GOOD = {
    "MONGO_URL": "mongodb://user:hidden-1@127.0.0.1:27471/?replicaSet=rs",
    "AMQP_URL": "amqp://user:hidden-2@127.0.0.1:5471/",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*settings.EXAMPLES, "CHUNGTAY_CRASH_AT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_two_addresses_are_enough() -> None:
    loaded = settings.load()
    assert (loaded.host, loaded.port, loaded.db_prefix) == ("127.0.0.1", 8471, "chungtay")
    assert loaded.database("donations") == "chungtay_donations"
    assert loaded.home == Path(".chungtay").resolve()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MONGO_URL", None, "is missing"),
        ("MONGO_URL", "  ", "is missing"),
        ("MONGO_URL", "http://127.0.0.1", "mongodb://"),
        ("MONGO_URL", "mongodb://127.0.0.1/", "replicaSet"),
        ("MONGO_URL", "mongodb://127.0.0.1/?replicaSet=a&w=majority", "w="),
        ("AMQP_URL", None, "is missing"),
        ("AMQP_URL", "amqp:///", "amqp://"),
        ("AMQP_URL", "amqp://a:5672/;b:5672", "several nodes with ;"),
        ("CHUNGTAY_DB_PREFIX", "Chung Tay", "small letter"),
        ("CHUNGTAY_PORT", "0", "1 to 65535"),
        ("CHUNGTAY_PORT", "many", "1 to 65535"),
        ("CHUNGTAY_LOG_LEVEL", "LOUD", "DEBUG"),
        ("CHUNGTAY_SECRET_KEY", "short", "32"),
        ("CHUNGTAY_TRUSTED_PROXIES", "all", "from 0 to 5"),
        ("CHUNGTAY_TRUSTED_PROXIES", "6", "from 0 to 5"),
        ("CHUNGTAY_WEBHOOK_SECRETS", "momo=whsec_c2hvcnQ=", "24 bytes"),
        ("CHUNGTAY_WEBHOOK_SECRETS", "momo=whsec_not-base64", "24 bytes"),
        ("CHUNGTAY_WEBHOOK_SECRETS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "each provider"),
        ("CHUNGTAY_SMTP_URL", "mail.example.vn", "smtp://"),
        ("CHUNGTAY_MAIL_FROM", "Ban Vận động", "mail address"),
        ("CHUNGTAY_PUBLIC_URL", "vinguoingheo.example.vn", "address under which everybody"),
        ("CHUNGTAY_OIDC_ISSUER", "http://dang-nhap.example.vn", "https"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str | None, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as caught:
        settings.load()
    assert caught.value.name == name
    assert words in str(caught.value)
    assert f"Example: {name}=" in str(caught.value)


def test_who_needs_the_secret_key_is_told_at_boot_that_it_is_missing() -> None:
    with pytest.raises(SettingError, match="CHUNGTAY_SECRET_KEY"):
        _ = settings.load().secret_key


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUNGTAY_SECRET_KEY", "hidden-3" * 8)
    shown = repr(settings.load())
    assert "hidden" not in shown
