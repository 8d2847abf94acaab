"""What Telegram tells us, one row for each kind of update, and PTB's own parser as a second opinion."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.messages import Address, Event, Inbound, Location, Media, Reachability, Unknown
from tests.channels.payloads import UPDATES, telegram, update_hook

DILAN = Address("telegram", "5000000042")
SOKHA = Address("telegram", "5000000077")
PERSON = {"id": 5000000042, "is_bot": False, "first_name": "Dilan", "last_name": "K.", "language_code": "ckb"}
CHAT = {"id": 5000000042, "type": "private", "first_name": "Dilan"}


def heard(number: int, at: int | None, **more: Any) -> Inbound:
    """Dilan's message as it should be read."""
    moment = datetime.fromtimestamp(at, UTC) if at else None
    known: dict[str, Any] = {"address": DILAN, "id": str(number), "at": moment, "name": "Dilan K.", "locale": "ckb"}
    return Inbound(**(known | more))


def voice(ref: str, mime: str, size: int, kind: Any = "voice") -> tuple[Media, ...]:
    return (Media(kind, ref, mime, size),)


READ: dict[str, Event] = {
    "start_plain": heard(880000101, 1795000101, text="/start"),
    "text_khmer": heard(
        880000104, 1795000104, address=SOKHA, name="Sokha", locale="km", text="ផ្លូវនៅមុខសាលារៀនខូចខ្លាំងណាស់"
    ),
    "text_emoji_then_command": heard(880000105, 1795000105, text="😀 /stop"),
    "text_with_url_and_mention": heard(880000106, 1795000106, text="see https://example.org @city_hall"),
    "reply_keyboard_choice": heard(880000107, 1795000107, text="💧 ئاو"),
    "edited_text": Unknown("edited"),
    "callback_query": heard(880000109, None, choice="q1:water", ack="4382bfdwdsb323b2d9"),
    "callback_query_inaccessible_message": heard(880000110, None, choice="q1:water", ack="4382bfdwdsb323b2da"),
    "callback_query_inline": Unknown("callback_query"),
    "contact_of_someone_else": heard(880000113, 1795000109),
    "location_live": heard(880000115, 1795000111, location=Location(36.191111, 44.009167)),
    "location_live_edit": Unknown("edited"),
    "venue": heard(880000117, 1795000112, location=Location(11.5564, 104.9282, "Phsar Thmey")),
    "voice": heard(880000118, 1795000113, media=voice("AwACAgIAAxkBAAIB-voice", "audio/ogg", 51234)),
    "photo_album_1": heard(
        880000120, 1795000115, text="two photos", media=voice("AgACAgIAAxkBAAIB-a1-x", "image/jpeg", 182000, "photo")
    ),
    "document_pdf": heard(
        880000122, 1795000117, media=voice("BQACAgIAAxkBAAIB-doc", "application/pdf", 840221, "file")
    ),
    "document_too_big": heard(
        880000123, 1795000118, media=voice("BQACAgIAAxkBAAIB-big", "application/zip", 48000000, "file")
    ),
    "video": heard(880000124, 1795000119, media=voice("BAACAgIAAxkBAAIB-vid", "video/mp4", 5200000, "video")),
    "video_note": heard(880000125, 1795000120, media=voice("DQACAgIAAxkBAAIB-vn", "video/mp4", 900000, "video")),
    "audio": heard(880000126, 1795000121, media=voice("CQACAgIAAxkBAAIB-aud", "audio/mpeg", 980000)),
    "sticker": heard(880000127, 1795000122, text="👍"),
    "forwarded": heard(880000128, 1795000123, text="please read"),
    "reply_to_bot": heard(880000129, 1795000124, text="because of the heat"),
    "blocked_by_user": Reachability(DILAN, reachable=False),
    "group_command_addressed": Unknown("not a private chat"),
    "group_migrated_to": Unknown("not a private chat"),
    "group_migrated_from": Unknown("not a private chat"),
    "poll_answer": Unknown("poll_answer"),
}


def test_the_table_is_complete() -> None:
    assert READ.keys() == UPDATES.keys()


@pytest.mark.parametrize("name", READ)
def test_captured_updates(name: str) -> None:
    hook = update_hook(UPDATES[name])
    assert telegram().read(hook) == (READ[name],)
    assert telegram().read(hook) == (READ[name],)  # and a second time the same
    assert telegram().envelope(hook) == telegram().envelope(hook)


def message(**fields: Any) -> dict[str, Any]:
    return {"update_id": 7, "message": {"message_id": 1, "from": PERSON, "chat": CHAT, "date": 1795000000, **fields}}


def member(status: str) -> dict[str, Any]:
    return {"update_id": 7, "my_chat_member": {"chat": CHAT, "from": PERSON, "new_chat_member": {"status": status}}}


def said(**more: Any) -> Inbound:
    return heard(7, 1795000000, **more)


COMPOSED: dict[str, tuple[dict[str, Any], Event]] = {
    "start with a payload": (message(text="/start poll_12"), said(text="/start poll_12")),
    "own contact": (
        message(contact={"phone_number": "9647500000001", "user_id": 5000000042}),
        said(text="9647500000001"),
    ),
    "contact of another user": (message(contact={"phone_number": "1", "user_id": 5}), said()),
    "photo as a file": (
        message(document={"file_id": "f", "mime_type": "image/png", "file_size": 5}, caption="here"),
        said(text="here", media=(Media("photo", "f", "image/png", 5),)),
    ),
    "animation": (
        message(animation={"file_id": "f"}, document={"file_id": "f", "mime_type": "video/mp4"}),
        said(media=(Media("video", "f", "video/mp4"),)),
    ),
    "largest photo, not the last": (
        message(photo=[{"file_id": "b", "width": 9, "height": 9}, {"file_id": "a", "width": 1, "height": 1}]),
        said(media=(Media("photo", "b", "image/jpeg"),)),
    ),
    "photo without sizes": (message(photo=[]), said()),
    "poll": (message(poll={"id": "1"}), said()),
    "dice": (message(dice={"emoji": "🎲", "value": 3}), said()),
    "somewhere off the earth": (message(location={"latitude": 91, "longitude": 0}), said()),
    "text that no database takes": (message(text="a\0b\ud83d"), said(text="ab\ufffd")),
    "impossible date": (message(text="x", date=10**20), heard(7, None, text="x")),
    "a field of next year": (message(text="x", hologram={"a": [1]}), said(text="x")),
    "pinned": (message(pinned_message={"message_id": 3}), Unknown("service message")),
    "timer": (message(message_auto_delete_timer_changed={}), Unknown("service message")),
    "another bot": (
        {"update_id": 7, "message": {"from": {"is_bot": True}, "chat": CHAT, "text": "x"}},
        Unknown("from a bot"),
    ),
    "no sender": ({"update_id": 7, "message": {"chat": CHAT, "text": "x"}}, Inbound(DILAN, "7", "x")),
    "unblocked": (member("member"), Reachability(DILAN, reachable=True)),
    "restricted": (member("restricted"), Unknown("my_chat_member")),
    "channel post": ({"update_id": 7, "channel_post": {"chat": {"id": -1}}}, Unknown("channel_post")),
    "kind of next year": ({"update_id": 7, "hologram": {}}, Unknown("hologram")),
    "nothing": ({"update_id": 7}, Unknown("empty")),
    "press in a group": (
        {
            "update_id": 7,
            "callback_query": {
                "id": "1",
                "from": PERSON,
                "data": "a",
                "message": {"chat": {"id": -4, "type": "group"}},
            },
        },
        Unknown("callback_query"),
    ),
    "press on another's message": (
        {
            "update_id": 7,
            "callback_query": {"id": "1", "from": PERSON, "data": "a", "message": {"chat": CHAT | {"id": 9}}},
        },
        Unknown("callback_query"),
    ),
    "game": (
        {"update_id": 7, "callback_query": {"id": "1", "from": PERSON, "game_short_name": "x"}},
        Unknown("callback_query"),
    ),
}


@pytest.mark.parametrize(("update", "event"), COMPOSED.values(), ids=COMPOSED)
def test_composed_updates(update: dict[str, Any], event: Event) -> None:
    assert telegram().read(update_hook(update)) == (event,)


@pytest.mark.parametrize("name", [name for name, event in READ.items() if isinstance(event, Inbound)])
def test_the_library_understands_the_same(name: str) -> None:
    (mine,) = telegram().read(update_hook(UPDATES[name]))
    theirs = Update.de_json(UPDATES[name], None)
    assert isinstance(mine, Inbound)
    assert theirs.effective_chat is not None
    assert theirs.effective_user is not None
    assert (mine.address.id, mine.id) == (str(theirs.effective_chat.id), str(theirs.update_id))
    assert mine.name == theirs.effective_user.full_name
    assert mine.locale == theirs.effective_user.language_code
    if theirs.callback_query:
        assert (mine.choice, mine.ack) == (theirs.callback_query.data, theirs.callback_query.id)
    elif theirs.message:
        assert mine.at == theirs.message.date
        files = theirs.message.effective_attachment
        if mine.media:
            file = files[-1] if isinstance(files, tuple) else files
            assert (mine.media[0].ref, mine.media[0].size) == (file.file_id, file.file_size)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "lane"),
    [
        ("start_plain", "5000000042"),
        ("edited_text", "5000000042"),
        ("callback_query", "5000000042"),
        ("callback_query_inline", "5000000042"),
        ("blocked_by_user", "5000000042"),
        ("text_khmer", "5000000077"),
        ("group_command_addressed", "-4000000010"),
        ("poll_answer", "880000137"),  # nobody's chat: a lane of its own
    ],
)
def test_events_of_one_person_share_a_lane(name: str, lane: str) -> None:
    envelope = telegram().envelope(update_hook(UPDATES[name]))
    assert (envelope.event_id, envelope.lane) == (str(UPDATES[name]["update_id"]), lane)
