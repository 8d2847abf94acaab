"""Every table, imported in one place so that migrations see them all."""

from storage import audience, broadcasts, office, people, polls, post, reports, sessions
from storage.db import Base

METADATA = Base.metadata

__all__ = ["METADATA", "audience", "broadcasts", "office", "people", "polls", "post", "reports", "sessions"]
