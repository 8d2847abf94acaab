"""Photos and voice notes that citizens send: samples of our own, or a file of the visitor's."""

import io
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image

from simulator.ledger import Ledger

SAMPLES = Path(__file__).parent / "static" / "media"
Kind = Literal["photo", "voice"]
SAMPLE_NAMES: dict[Kind, dict[str, int]] = {  # seconds a voice note lasts
    "photo": {"leak.jpg": 0, "waste.jpg": 0, "pump.jpg": 0},
    "voice": {"voice.ogg": 7},
}


@dataclass(frozen=True, slots=True)
class KeptFile:
    id: str
    kind: Kind
    mime: str
    name: str
    width: int
    height: int
    seconds: int
    size: int  # bytes


class Files:
    def __init__(self, ledger: Ledger) -> None:
        self._sql = ledger.sql

    def sample(self, kind: Kind, name: str = "") -> KeptFile:
        """A copy of one of our samples, the first of its kind unless named. Raises LookupError."""
        samples = SAMPLE_NAMES[kind]
        chosen = name or next(iter(samples))
        return self.keep(kind, chosen, (SAMPLES / chosen).read_bytes(), seconds=samples[chosen])

    def keep(self, kind: Kind, name: str, content: bytes, seconds: int = 0) -> KeptFile:
        """Raises ValueError when a photo is no photo."""
        width = height = 0
        mime = "audio/ogg"
        if kind == "photo":
            try:
                with Image.open(io.BytesIO(content)) as photo:
                    (width, height), mime = photo.size, Image.MIME[photo.format or ""]
            except (OSError, KeyError) as wrong:
                raise ValueError("This is not a photo.") from wrong
        file = KeptFile(secrets.token_hex(16), kind, mime, name, width, height, seconds, len(content))
        self._sql(
            "insert into files (id, kind, mime, name, width, height, seconds, content) values (?, ?, ?, ?, ?, ?, ?, ?)",
            *(file.id, kind, mime, name, width, height, seconds, content),
        )
        return file

    def file(self, file_id: str) -> KeptFile | None:
        columns = "id, kind, mime, name, width, height, seconds, length(content) as size"
        rows = self._sql(f"select {columns} from files where id = ?", file_id)  # noqa: S608  (columns are ours)
        return KeptFile(**dict(rows[0])) if rows else None

    def content(self, file_id: str, *, for_provider: bool) -> bytes | None:
        """The bytes; a file that the product had deleted at the provider is still on the phone."""
        rows = self._sql("select content, gone from files where id = ?", file_id)
        return None if not rows or (for_provider and rows[0]["gone"]) else bytes(rows[0]["content"])

    def forget(self, file_id: str) -> None:
        self._sql("update files set gone = 1 where id = ?", file_id)
