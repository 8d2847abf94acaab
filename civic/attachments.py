"""What a citizen attached to a report: noted at once, fetched from the channel afterwards."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from bot.messages import Media
from civic import people
from storage.db import Store
from storage.reports import Attachment, Report

_DRAWER = "media ref"


def add(session: Session, store: Store, report: Report, media: Sequence[Media], channel: str) -> list[Attachment]:
    """Note what there is to fetch. The channel's reference to it is sealed under the citizen's key."""
    rows = [
        Attachment(
            report_id=report.id,
            channel=channel,
            kind=one.kind,
            ref_sealed=store.vault.seal(json.dumps(asdict(one)), drawer=_DRAWER, key=people.key(report.citizen)),
            due_at=store.now(),
        )
        for one in media
    ]
    session.add_all(rows)
    session.flush()
    return rows


def ref(store: Store, attachment: Attachment) -> Media | None:
    """What the channel needs to fetch it; None once it was fetched."""
    if attachment.ref_sealed is None:
        return None
    kept = store.vault.read(attachment.ref_sealed, drawer=_DRAWER, key=people.key(attachment.report.citizen))
    return Media(**json.loads(kept))
