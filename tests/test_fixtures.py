"""The ground the other tests stand on."""

import socket
import urllib.request
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, inspect, select

from storage.db import Store, connect
from storage.office import Area
from storage.tables import METADATA
from tests import network
from tests.clock import START, Clock

AREA = {"code": "x", "level": "district", "names": {"en": "X"}, "variants": []}


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_finds_an_empty_store(store: Store, time: str) -> None:
    with store.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(Area)) == 0
        connection.execute(insert(Area).values(AREA))
        assert connection.scalar(select(Area.id)) == 1


def test_an_empty_database_has_no_tables(empty_url: str) -> None:
    engine = connect(empty_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_store_has_every_table(store: Store) -> None:
    assert set(inspect(store.engine).get_table_names()) == set(METADATA.tables)


def test_the_clock_moves_only_when_told(clock: Clock, store: Store) -> None:
    assert store.now() == store.now() == START
    clock.travel(hours=2)
    assert store.now() - START == timedelta(hours=2)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_no_way_out(host: str) -> None:
    with pytest.raises(network.Strayed):
        socket.create_connection((host, 80), timeout=1)
    network.STRAYED.clear()


def test_no_way_out_by_a_web_client() -> None:
    with pytest.raises(network.Strayed):
        urllib.request.urlopen("http://example.org/", timeout=1)
    network.STRAYED.clear()
