"""All settings, from the environment only. docs/settings.md describes each; a missing secret stops the start."""

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.words import LANGUAGES


class Refused(Exception):
    """The product will not start like this. The message says what to set, in one sentence."""


class Settings(BaseSettings):
    """Names in the environment are these, upper case, with JAWAB_ before them, where no other name is given."""

    model_config = SettingsConfigDict(env_prefix="JAWAB_", extra="ignore", populate_by_name=True)

    data: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(8000, validation_alias="PORT", ge=1, le=65535)
    database_url: str = Field("", validation_alias="DATABASE_URL", repr=False)  # may hold a password
    broker_url: str = Field("", validation_alias="BROKER_URL", repr=False)
    public_url: str = ""
    proxies: int = Field(0, ge=0, le=5)  # how many of our own stand before the doors and say who called
    secret_key: SecretStr = SecretStr("")
    vault_keys: SecretStr = SecretStr("")  # base64, newest first, comma between

    org: str = "Jawab"
    phone: str = ""
    zone: str = "UTC"
    languages: Annotated[tuple[str, ...], NoDecode] = tuple(LANGUAGES)

    telegram_token: SecretStr = SecretStr("")
    telegram_secret: SecretStr = SecretStr("")
    telegram_name: str = ""  # of the bot, as in t.me/<name>; for links and QR codes
    telegram_api_url: str = "https://api.telegram.org"
    twilio_account_sid: str = ""
    twilio_auth_tokens: SecretStr = SecretStr("")  # newest first, comma between
    twilio_api_url: str = "https://api.twilio.com"
    twilio_content_url: str = "https://content.twilio.com"
    whatsapp_sender: str = ""
    sms_sender: str = ""

    workers: int = Field(4, ge=1, le=64)
    sweep_seconds: float = Field(1.0, gt=0, le=60)

    def __init__(self, **given: Any) -> None:
        """Raises Refused for what cannot be read. The value itself is not said: it may be a secret."""
        try:
            super().__init__(**given)
        except ValidationError as error:
            wrong = [
                f"{_in_environment(str(one['loc'][0]))} ({one['msg'].removeprefix('Value error, ')})"
                for one in error.errors()
            ]
            raise Refused(f"Jawab cannot use the setting {', '.join(wrong)}. See docs/settings.md.") from None

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no time zone has this name; an example is Asia/Baghdad") from None
        return value

    @field_validator("languages", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(code.strip() for code in value.split(",") if code.strip()) if isinstance(value, str) else value

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'jawab.sqlite'}"


def _in_environment(name: str) -> str:
    return name if name.isupper() else f"JAWAB_{name.upper()}"


_TOO_SHORT = 16  # characters; anything shorter is a placeholder
_PLACEHOLDERS = ("changeme", "change-me", "secret", "password", "default", "example", "xxx", "todo")


def check(settings: Settings) -> None:
    """Refuse to start on missing, short or made-up secrets, naming every one of them at once."""
    wrong = [name for name, value in _needed(settings).items() if _weak(value)]
    if wrong:
        raise Refused(
            f"Jawab does not start without real secrets. Set {', '.join(wrong)} (see docs/settings.md), "
            "or run `make demo` to try it without any."
        )
    unknown = set(settings.languages) - LANGUAGES.keys()
    if unknown or not settings.languages:
        raise Refused(
            f"JAWAB_LANGUAGES must name some of {', '.join(LANGUAGES)}; it has {', '.join(unknown) or 'none'}."
        )
    if not (settings.telegram_token.get_secret_value() or settings.twilio_account_sid):
        raise Refused("No channel is set up. Set JAWAB_TELEGRAM_TOKEN or JAWAB_TWILIO_ACCOUNT_SID (docs/settings.md).")


def _needed(settings: Settings) -> dict[str, str]:
    needed = {
        "JAWAB_SECRET_KEY": settings.secret_key.get_secret_value(),
        "JAWAB_VAULT_KEYS": settings.vault_keys.get_secret_value(),
    }
    if settings.telegram_token.get_secret_value():
        needed["JAWAB_TELEGRAM_TOKEN"] = settings.telegram_token.get_secret_value()
        needed["JAWAB_TELEGRAM_SECRET"] = settings.telegram_secret.get_secret_value()
    if settings.twilio_account_sid:
        needed["JAWAB_TWILIO_AUTH_TOKENS"] = settings.twilio_auth_tokens.get_secret_value()
        needed["JAWAB_PUBLIC_URL"] = settings.public_url
    return needed


def _weak(value: str) -> bool:
    return len(value) < _TOO_SHORT or value.lower().startswith(_PLACEHOLDERS) or len(set(value)) < 5
