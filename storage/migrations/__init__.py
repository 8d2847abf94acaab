"""Every change of the tables since the first, by Alembic."""

from pathlib import Path

FOLDER = Path(__file__).parent
