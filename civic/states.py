"""Which state a report may move to, by whose hand, and what the citizen must be told. Data; no code decides here."""

from collections.abc import Mapping

# What the office may do. A resolved or closed report comes back only as reopened, so that it is counted.
MOVES: Mapping[str, tuple[str, ...]] = {
    "received": ("assigned", "in_progress", "need_info", "referred", "resolved", "rejected", "duplicate"),
    "assigned": ("in_progress", "need_info", "referred", "resolved", "rejected", "duplicate"),
    "in_progress": ("need_info", "referred", "resolved", "rejected", "duplicate"),
    "need_info": ("in_progress", "referred", "resolved", "rejected", "duplicate", "closed"),
    "referred": ("in_progress", "need_info", "resolved", "closed"),
    "resolved": ("closed", "reopened"),
    "closed": ("reopened",),
    "reopened": ("assigned", "in_progress", "need_info", "referred", "resolved", "rejected", "duplicate"),
    "rejected": ("reopened",),
    "duplicate": ("reopened",),
}

# Her word on whether it is fixed. The office may have closed it unconfirmed while she was away: it still counts.
CONFIRMED: Mapping[str, Mapping[str, str]] = {
    "resolved": {"yes": "closed", "partly": "in_progress", "no": "reopened"},
    "closed": {"yes": "closed", "partly": "in_progress", "no": "reopened"},
}

REASON_REQUIRED = frozenset({"need_info", "referred", "resolved", "closed", "rejected", "duplicate"})
ENDED = frozenset({"closed", "rejected", "duplicate"})
ADDABLE = frozenset(MOVES) - ENDED  # she may add words until it has ended
ASKS: Mapping[str, str] = {"resolved": "confirm", "need_info": "more"}  # the flow that asks her, instead of a notice
