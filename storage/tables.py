"""Every table, imported in one place so that migrations see them all."""

from storage import office, people, post, reports
from storage.db import Base

METADATA = Base.metadata

__all__ = ["METADATA", "office", "people", "post", "reports"]
