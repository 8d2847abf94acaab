"""Brings the database to this edition's tables."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from storage.migrations import FOLDER


def upgrade(engine: Engine, to: str = "head") -> None:
    command.upgrade(config(engine), to)


def config(engine: Engine) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["engine"] = engine
    return settings
