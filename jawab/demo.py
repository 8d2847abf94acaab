"""The demonstration: the whole product and the outside world, on one laptop, with nothing set up."""

import os

from flask import Flask

from admin.auth import hash_password
from civic import demo
from jawab import run, secrets, wiring
from jawab.migrations import settle
from jawab.settings import Settings
from simulator.app import create_app
from simulator.settings import Settings as PhoneSettings
from simulator.world import World

WHATSAPP, SMS = "whatsapp:+15550100100", "+15550100200"  # numbers that are reserved for pretending


def main(out: "Steps") -> None:
    settings, kept = _settings()
    run.prepare(settings)
    run.need_port(settings)
    settings, kept = _settings(secrets.first_or_kept(settings.data))
    out.done("Keys and passwords")
    house = wiring.house(settings)
    settle(house.store)
    out.done("Database")
    passwords = {name: kept[f"PASSWORD_{name}"] for name in secrets.STAFF}
    with house.store.session() as session:
        demo.seed(session, house.store, passwords, hash_password)
    out.done("Demonstration data")
    phones = _phones(settings)
    out.done("Pretend phones")
    try:
        run.everything(settings, house, phones, lambda: out.ready(settings, passwords))
    finally:
        phones.extensions["outside"].stop()


def _settings(kept: dict[str, str] | None = None) -> tuple[Settings, dict[str, str]]:
    kept = kept or {}
    base = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    made = {
        "JAWAB_ORG": "Jawab",
        "JAWAB_PHONE": "800 1234",
        "JAWAB_ZONE": "Asia/Baghdad",
        "JAWAB_PUBLIC_URL": base,
        "JAWAB_TELEGRAM_API_URL": f"{base}/simulator/telegram",
        "JAWAB_TWILIO_API_URL": f"{base}/simulator/twilio",
        "JAWAB_TWILIO_CONTENT_URL": f"{base}/simulator/content",
        "JAWAB_WHATSAPP_SENDER": WHATSAPP,
        "JAWAB_SMS_SENDER": SMS,
        **kept,
    }
    for name, value in made.items():
        os.environ.setdefault(name, value)
    return Settings(), kept


def _phones(settings: Settings) -> Flask:
    return create_app(
        World(str(settings.data / "simulator.sqlite")),
        PhoneSettings(
            telegram_token=settings.telegram_token.get_secret_value(),
            telegram_secret=settings.telegram_secret.get_secret_value(),
            twilio_account_sid=settings.twilio_account_sid,
            twilio_auth_token=settings.twilio_auth_tokens.get_secret_value(),
            whatsapp_sender=settings.whatsapp_sender,
            sms_sender=settings.sms_sender,
            hooks_url=f"{settings.public_url}/hooks",
            bot_name=settings.org,
        ),
    )


class Steps:
    """Progress a newcomer can follow."""

    def done(self, what: str) -> None:
        print(f"  {what} ... done", flush=True)

    def ready(self, settings: Settings, passwords: dict[str, str]) -> None:
        base = settings.public_url
        lines = [
            "",
            "Jawab is running.",
            f"  Phones   {base}/simulator/",
            f"  Admin    {base}/admin/",
            f"  Public   {base}/",
            "",
            "Staff accounts (user, password):",
            *(f"  {name:<10} {password}" for name, password in passwords.items()),
            "",
            f"Data is kept in {settings.data}. Ctrl-C stops it.",
        ]
        print("\n".join(lines), flush=True)
