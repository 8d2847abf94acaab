"""The doors behind one port: providers, staff, everyone, and in a demonstration the pretend phones."""

from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

import admin.app
import public.app
import webhooks.app
from jawab.jobs import sweep_inbox
from jawab.settings import Settings
from relay import media
from relay.house import Hints, House
from storage.reports import Attachment

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def doors(settings: Settings, house: House, hints: Hints, phones: Flask | None = None) -> "WSGIApplication":
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
    everyone = public.app.create_app(house.store, house.programme)
    return _behind(settings.proxies, DispatcherMiddleware(everyone, mounted))


def _behind(proxies: int, application: "WSGIApplication") -> "WSGIApplication":
    """Believe what our own proxies say about the caller, and nobody else (ASVS 4.1.3)."""
    if not proxies:
        return application
    return ProxyFix(application, x_for=proxies, x_proto=proxies, x_host=proxies)
