"""The product does not start half set up, and says what is missing."""

import base64
from pathlib import Path

import pytest

from jawab import wiring
from jawab.settings import Refused, Settings, check

GOOD = {
    "JAWAB_SECRET_KEY": "k3y-of-thirty-two-characters-abc",
    "JAWAB_VAULT_KEYS": base64.b64encode(bytes(range(32))).decode(),
    "JAWAB_TELEGRAM_TOKEN": "7000000001:AAErAndOmLookiNgTokEn1234567890",
    "JAWAB_TELEGRAM_SECRET": "telegram-echoes-this-back",
    "JAWAB_TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "JAWAB_TWILIO_AUTH_TOKENS": "fedcba98765432100123456789abcdef",
    "JAWAB_PUBLIC_URL": "https://jawab.example.org",
}


def _settings(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> Settings:
    for name, value in {**GOOD, **changed}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return Settings()


def test_good_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    check(_settings(monkeypatch, JAWAB_LANGUAGES="ar,ckb"))
    assert Settings().languages == ("ar", "ckb")


@pytest.mark.parametrize(
    "name", [name for name in GOOD if name not in ("JAWAB_TWILIO_ACCOUNT_SID", "JAWAB_TELEGRAM_TOKEN")]
)
@pytest.mark.parametrize("value", [None, "", "short", "changeme-changeme-changeme", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_missing_or_made_up_secret_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    with pytest.raises(Refused, match=name):
        check(_settings(monkeypatch, **{name: value}))


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused) as refused:
        check(_settings(monkeypatch, JAWAB_SECRET_KEY=None, JAWAB_VAULT_KEYS=None))
    assert "JAWAB_SECRET_KEY, JAWAB_VAULT_KEYS" in str(refused.value)


def test_no_channel_at_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="No channel"):
        check(_settings(monkeypatch, JAWAB_TELEGRAM_TOKEN=None, JAWAB_TWILIO_ACCOUNT_SID=None))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty-eighty"),
        ("PORT", "99999"),
        ("JAWAB_WORKERS", "many"),
        ("JAWAB_SWEEP_SECONDS", "-3.5"),
        ("JAWAB_ZONE", "Mars/Phobos"),
        ("JAWAB_ZONE", "../../etc/passwd"),
    ],
)
def test_what_cannot_be_read_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(Refused, match=name) as refused:
        _settings(monkeypatch, **{name: value})
    assert value not in str(refused.value)


def test_an_unknown_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="tlh"):
        check(_settings(monkeypatch, JAWAB_LANGUAGES="en,tlh"))


def test_a_vault_key_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="new-key"):
        wiring.vault(_settings(monkeypatch, JAWAB_VAULT_KEYS="bm90LTMyLWJ5dGVzLWF0LWFsbC1ubw=="))


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://jawab:a-long-password@db/jawab")
    shown = repr(_settings(monkeypatch))
    assert "a-long-password" not in shown
    assert not any(
        value in shown for name, value in GOOD.items() if name not in ("JAWAB_PUBLIC_URL", "JAWAB_TWILIO_ACCOUNT_SID")
    )


@pytest.mark.parametrize(
    "url", ["postgresql://jawab:s3cret-word@127.0.0.1:1/jawab", "s3cret-word", "nosuch://s3cret-word"]
)
def test_a_database_that_cannot_be_opened_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(Refused, match="DATABASE_URL") as refused:
        wiring.house(_settings(monkeypatch, DATABASE_URL=url))
    assert "s3cret-word" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "jawab.sqlite").write_bytes(b"not a database, but long enough to be read as one" * 40)
    with pytest.raises(Refused, match="data folder"):
        wiring.house(_settings(monkeypatch, DATABASE_URL=None, JAWAB_DATA=str(tmp_path)))
