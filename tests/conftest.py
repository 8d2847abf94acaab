"""What every test may ask for: a clock, a vault, a store on each real database, and no way out of this machine."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.db import Store, connect
from storage.vault import KEY_BYTES, Vault
from tests import databases, network
from tests.clock import Clock

network.keep_inside()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files from what the product says now")


@pytest.fixture(autouse=True)
def _stays_inside() -> Iterator[None]:
    network.STRAYED.clear()
    yield
    assert not network.STRAYED, f"the test tried to reach {network.STRAYED}"


@pytest.fixture
def clock() -> Clock:
    """The time, standing still until the test calls `travel` or `set`."""
    return Clock()


@pytest.fixture
def vault() -> Vault:
    return Vault([secrets.token_bytes(KEY_BYTES)])


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on; it runs once on each."""
    name: str = request.param
    return name


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> str:
    """A database with every table and no row."""
    url: str = request.getfixturevalue(f"_{database}_url")
    return url


@pytest.fixture
def empty_url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without any table, for migrations and first starts."""
    if database == "sqlite":
        yield databases.sqlite_url(tmp_path / "jawab.db")
        return
    with databases.postgres_database(request.getfixturevalue("postgres_server"), tables=False) as url:
        yield url


@pytest.fixture
def store(database_url: str, vault: Vault, clock: Clock) -> Iterator[Store]:
    """A store on a real database, with a key and a clock of the test's own."""
    engine = connect(database_url)
    yield Store(engine, vault, clock)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """A PostgreSQL server, one for the whole run. Its absence fails the test: half a proof is none."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    try:
        return databases.server(run)
    except databases.NoPostgres as problem:
        pytest.fail(str(problem), pytrace=False)


@pytest.fixture(scope="session")
def _postgres_tables(postgres_server: str) -> Iterator[str]:
    with databases.postgres_database(postgres_server, tables=True) as url:
        yield url


@pytest.fixture
def _postgresql_url(_postgres_tables: str) -> str:
    databases.empty(_postgres_tables)
    return _postgres_tables


@pytest.fixture(scope="session")
def _sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "jawab.db"
    databases.make_tables(databases.sqlite_url(path))
    return path


@pytest.fixture
def _sqlite_url(_sqlite_tables: Path, tmp_path: Path) -> str:
    path = tmp_path / "jawab.db"
    shutil.copy(_sqlite_tables, path)
    return databases.sqlite_url(path)
