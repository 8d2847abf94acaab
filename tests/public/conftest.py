"""The public pages over a demonstration office, and one report full of canaries."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.messages import Address, Media
from bot.words import LANGUAGES
from civic import demo, people, reports
from civic.filing import Filing, file
from civic.programme import Programme
from civic.sealed import Spot
from public.app import create_app
from storage.db import Store
from storage.office import Staff
from tests.civic.conftest import area

CANARY = "CANARY-7f3a"
UNKNOWN = "We know no report with this number"


@pytest.fixture
def programme() -> Programme:
    return Programme({"en": "Jawab", "ar": "جواب"}, "800 1234", "Asia/Baghdad", tuple(LANGUAGES))


@pytest.fixture
def app(store: Store, programme: Programme) -> Flask:
    with store.session() as session:
        demo.seed(session, store, {"najaf": "x"}, lambda password: password)
    return create_app(store, programme)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def reference(app: Flask, store: Store) -> str:
    """A report in which everything a person said is a canary."""
    with store.session() as session:
        row = people.meet(session, store, Address("sms", f"+964{CANARY}"), f"Maryam {CANARY}")
        said = Filing(
            problem="SEW-OVER",
            area_id=area(session, "iq-njf-kufa").id,
            spot=Spot(f"Behind {CANARY}"),
            details=f"It smells {CANARY}",
            media=(Media("photo", CANARY),),
            anonymous=False,
        )
        report = file(session, store, row, said, inbox_id=None)
        omar = session.scalars(select(Staff)).one()
        omar.name = f"Omar {CANARY}"
        reports.reply(session, store, report, omar, f"Soon {CANARY}", seen=reports.latest(session, report))
        reports.note(session, store, report, omar, f"Hush {CANARY}", seen=reports.latest(session, report))
        handle = row.citizen.handle
        row.citizen.handle = CANARY
        assert handle != CANARY
        return report.reference


def look_up(client: FlaskClient, said: str, lang: str = "en") -> tuple[int, str]:
    response = client.post(f"/check?lang={lang}", data={"reference": said})
    return response.status_code, response.get_data(as_text=True)
