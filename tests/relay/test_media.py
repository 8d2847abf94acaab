"""What citizens attach is made harmless before it is kept: drawn anew, nothing hidden, nothing too large."""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.base import MediaRefused
from relay.media import MOST_PIXELS, drawn_anew, voice_kind

VOICE = Path(__file__).parents[2] / "simulator" / "static" / "media"


def _jpeg(**save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", **save)
    return out.getvalue()


def _with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Secret Phone Maker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (33.0, 20.0, 1.0)
    return _jpeg(exif=exif.tobytes(), comment=b"canary-comment")


def test_a_photo_loses_where_and_by_whom_it_was_taken() -> None:
    raw = _with_place()
    assert b"Secret Phone Maker" in raw
    assert b"canary-comment" in raw
    clean = drawn_anew(raw)
    assert b"Secret Phone Maker" not in clean
    assert b"canary-comment" not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (64, 48)
        assert not image.getexif()


def test_what_is_hidden_behind_a_photo_does_not_come_along() -> None:
    assert b"<script>" not in drawn_anew(_jpeg() + b"<script>alert(1)</script>PK\x03\x04")


def test_a_photo_stays_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held sideways
    with Image.open(io.BytesIO(drawn_anew(_jpeg(exif=exif.tobytes())))) as image:
        assert image.size == (48, 64)


def _bomb() -> bytes:
    out = io.BytesIO()
    side = int(MOST_PIXELS**0.5) + 1
    Image.new("1", (side, side)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GIF89a<script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        _jpeg()[:100],
        b"\x89PNG\r\n\x1a\n" + bytes(50),
    ],
)
def test_what_is_no_photo_is_refused(raw: bytes) -> None:
    with pytest.raises(MediaRefused):
        drawn_anew(raw)


def test_a_flood_of_pixels_is_refused() -> None:
    with pytest.raises(MediaRefused, match="pixels"):
        drawn_anew(_bomb())


def test_a_voice_note_is_known_by_its_content() -> None:
    (note,) = VOICE.glob("*.og*")
    assert voice_kind(note.read_bytes()) == "audio/ogg"


@pytest.mark.parametrize("raw", [b"", b"MZ\x90\x00", b"<html><body>", _jpeg()])
def test_what_is_no_voice_note_is_refused(raw: bytes) -> None:
    with pytest.raises(MediaRefused):
        voice_kind(raw)
