"""The doors behind one port: providers, staff, everyone, and in a demonstration the pretend phones."""

from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import admin.app
import public.app
import webhooks.app
from jawab.jobs import sweep_inbox
from jawab.settings import Settings
from relay import media
from relay.house import Hints, House
from storage.reports import Attachment


def doors(settings: Settings, house: House, hints: Hints, phones: Flask | None = None) -> DispatcherMiddleware:
    def nudge() -> None:  # a member of staff said or asked something
        sweep_inbox(house, hints)
        for channel in house.channels:
            hints.deliver(channel)

    def opened(attachment: Attachment) -> bytes:
        return media.opened(house, attachment)

    mounted: dict[str, Any] = {
        "/hooks": webhooks.app.create_app(house.store, house.channels, hints.turns),
        "/admin": admin.app.create_app(
            house.store,
            house.programme,
            nudge,
            secret=settings.secret_key.get_secret_value(),
            media=opened,
            secure_cookies=settings.public_url.startswith("https://"),
        ),
    }
    if phones is not None:
        mounted["/simulator"] = phones
    return DispatcherMiddleware(public.app.create_app(house.store, house.programme), mounted)
