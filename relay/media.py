"""Fetch what citizens attach: capped, sniffed, cleaned of hidden data, sealed under their own key."""

import io
import logging
import secrets
from collections.abc import Iterator
from datetime import timedelta
from json import loads

import puremagic
from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.base import MediaRefused, SendError
from bot.messages import Media
from relay.house import House
from storage.reports import Attachment

log = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024  # bytes, Telegram's own limit for bots
MOST_PIXELS = 25_000_000  # docs/decisions/0006: more is an attack, not a photo of a leak
ATTEMPTS = 6
_LEASE = timedelta(minutes=2)
_VOICE = {
    "audio/ogg",
    "application/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "audio/amr",
    "video/mp4",
    "audio/x-m4a",
}


def fetch_waiting(house: House, limit: int = 4) -> int:
    """Fetch what is due; gives how many attachments were settled. Safe to run in several processes."""
    with house.store.session() as session:
        waiting = _lease(house, session, limit)
    for attachment_id in waiting:
        _fetch(house, attachment_id)
    return len(waiting)


def _lease(house: House, session: Session, limit: int) -> list[int]:
    now = house.store.now()
    due = (
        select(Attachment)
        .where(Attachment.state == "waiting", Attachment.due_at <= now)
        .order_by(Attachment.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.scalars(due))
    for row in rows:
        row.attempts += 1
        row.due_at = now + _LEASE * row.attempts
    return [row.id for row in rows]


def _fetch(house: House, attachment_id: int) -> None:
    with house.store.read() as session:
        row = session.get_one(Attachment, attachment_id)
        key = row.report.citizen.data_key
        media = Media(**loads(house.store.vault.read(row.ref_sealed, drawer="media ref", key=key)))
        channel, kind, attempts = house.channels.get(row.channel), row.kind, row.attempts
    if channel is None:
        return
    try:
        raw = _all(channel.fetch(media))
        body, mime = (drawn_anew(raw), "image/jpeg") if kind == "photo" else (raw, voice_kind(raw))
    except MediaRefused as error:
        _refuse(house, attachment_id, str(error) or "refused")
    except SendError as error:
        log.warning("attachment %s not fetched: %s", attachment_id, error.failure)
        if attempts >= ATTEMPTS:
            _refuse(house, attachment_id, f"not fetched: {error.failure}")
    else:
        _keep(house, attachment_id, body, mime, key)


def _all(stream: Iterator[bytes]) -> bytes:
    body = bytearray()
    for piece in stream:
        body += piece
        if len(body) > LARGEST:
            raise MediaRefused("too large")
    return bytes(body)


def drawn_anew(raw: bytes) -> bytes:
    """Draw it anew: whatever hid in the file (place, owner, scripts) does not come along."""
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise MediaRefused("too many pixels")
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise MediaRefused("not a photo") from None
    drawn = Image.new("RGB", upright.size)
    drawn.paste(upright)  # saving the opened one would carry its comment along
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()


def voice_kind(raw: bytes) -> str:
    try:
        mime = str(puremagic.from_string(raw, mime=True))
    except (puremagic.PureError, ValueError):
        raise MediaRefused("not a voice note") from None
    if mime not in _VOICE:
        raise MediaRefused("not a voice note")
    return "audio/ogg" if mime == "application/ogg" else mime.replace("video/mp4", "audio/mp4")


def _keep(house: House, attachment_id: int, body: bytes, mime: str, key: bytes | None) -> None:
    name = secrets.token_hex(16)
    house.media_folder.mkdir(parents=True, exist_ok=True)
    (house.media_folder / name).write_bytes(house.store.vault.seal(body, drawer="media", key=key))
    with house.store.session() as session:
        row = session.get_one(Attachment, attachment_id)
        row.state, row.mime, row.file, row.size, row.ref_sealed = "ready", mime, name, len(body), None


def _refuse(house: House, attachment_id: int, reason: str) -> None:
    with house.store.session() as session:
        row = session.get_one(Attachment, attachment_id)
        row.state, row.reason, row.ref_sealed = "refused", reason[:60], None


def opened(house: House, attachment: Attachment) -> bytes:
    """The file as it may be shown. Raises FileNotFoundError when it is not there."""
    if attachment.file is None:
        raise FileNotFoundError
    sealed = (house.media_folder / attachment.file).read_bytes()
    return house.store.vault.open(sealed, drawer="media", key=attachment.report.citizen.data_key)
