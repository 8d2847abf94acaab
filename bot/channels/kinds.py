"""What an attachment is, by its media type."""

from bot.messages import MediaKind

_KINDS: dict[str, MediaKind] = {"image": "photo", "audio": "voice", "video": "video"}


def kind_of(mime: str) -> MediaKind:
    """A photo, a voice note, a video, or a file of any other kind."""
    return _KINDS.get(mime.partition("/")[0].strip().lower(), "file")
