"""The doors for many machines: `granian --interface wsgi --blocking-threads 1 jawab.wsgi:application`."""

from jawab import wiring
from jawab.doors import doors
from jawab.hints import Actors, broker_for
from jawab.run import prepare, quiet_logs
from jawab.settings import Settings, check

_settings = Settings()
check(_settings)
quiet_logs()
prepare(_settings)
_house = wiring.house(_settings)
application = doors(_settings, _house, Actors(_house, broker_for(_settings.broker_url), "web", frozenset()))
