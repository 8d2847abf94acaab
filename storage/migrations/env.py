"""Alembic's way in: run migrations on the engine that jawab.migrations hands over."""

from typing import Any, Literal

from alembic import context

from storage.tables import METADATA
from storage.types import Moment


def _written(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations stand alone: our own column types are written as what they are in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_written,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
