"""The pretend Bot API, spoken to by the real python-telegram-bot."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from simulator.faults import Fault
from tests.simulator.conftest import TOKEN, Stage

CHAT = 5000000042
WATER = InlineKeyboardMarkup([[InlineKeyboardButton("ئاو", callback_data="report/service/water")]])


def use(stage: Stage, what: Callable[[Bot], Awaitable[Any]], token: str = TOKEN, patience: float = 5) -> Any:
    """Run one piece of work with a bot of its own, which belongs to one event loop."""

    async def work() -> Any:
        home = f"{stage.url}/telegram"
        request = HTTPXRequest(read_timeout=patience, httpx_kwargs={"trust_env": False})
        bot = Bot(token, base_url=f"{home}/bot", base_file_url=f"{home}/file/bot", request=request)
        try:
            return await what(bot)
        finally:
            for part in bot._request:
                await part.shutdown()

    return asyncio.run(work())


@pytest.fixture
def chat(stage: Stage) -> int:
    stage.send("telegram", str(CHAT), text="/start")
    return CHAT


def test_it_says_who_it_is(stage: Stage) -> None:
    me = use(stage, lambda bot: bot.get_me())
    assert (me.id, me.is_bot, me.username) == (7000000001, True, "jawab_bot")


def test_a_message_with_buttons_reaches_the_phone(stage: Stage, chat: int) -> None:
    sent = use(stage, lambda bot: bot.send_message(chat, "کام خزمەتگوزاری؟", reply_markup=WATER))
    assert sent.text == "کام خزمەتگوزاری؟"
    assert sent.reply_markup == WATER
    shown = stage.read("telegram", str(chat))[-1]
    assert (shown["from"], shown["text"], shown["status"]) == ("bot", "کام خزمەتگوزاری؟", "delivered")
    assert shown["buttons"] == [{"id": "report/service/water", "label": "ئاو", "row": 0}]


def test_a_reply_keyboard_is_pressed_as_text(stage: Stage, chat: int) -> None:
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Yes"), "No"]])
    use(stage, lambda bot: bot.send_message(chat, "Shall we?", reply_markup=keyboard))
    stage.send("telegram", str(chat), choice="2")
    assert stage.product.taken[-1].update["message"]["text"] == "No"


def keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])


@pytest.mark.parametrize(
    ("what", "error", "words"),
    [
        (lambda bot: bot.send_message(1, "hello"), BadRequest, "chat not found"),
        (lambda bot: bot.send_message(CHAT, "   "), BadRequest, "message text is empty"),
        (lambda bot: bot.send_message(CHAT, "a" * 4097), BadRequest, "message is too long"),
        (lambda bot: bot.send_message(CHAT, "😀" * 2049), BadRequest, "message is too long"),
        (lambda bot: bot.send_message(CHAT, "?", reply_markup=keyboard("ئ" * 33)), BadRequest, "button_data_invalid"),
        (lambda bot: bot.send_message(CHAT, "?", reply_markup=keyboard("")), BadRequest, "button"),
        (
            lambda bot: bot.send_message(
                CHAT, "?", reply_markup=InlineKeyboardMarkup([list(WATER.inline_keyboard[0]) * 9])
            ),
            BadRequest,
            "reply markup is too long",
        ),
        (lambda bot: bot.send_message(CHAT, "<b>", parse_mode="HTML"), BadRequest, "can't parse entities"),
        (lambda bot: bot.edit_message_text("x", CHAT, 1), BadRequest, "message to edit not found"),
        (lambda bot: bot.delete_message(CHAT, 1), BadRequest, "message to delete not found"),
        (lambda bot: bot.get_file("nothing"), BadRequest, "invalid file_id"),
        (lambda bot: bot.answer_callback_query("1"), BadRequest, "query is too old"),
        (lambda bot: bot.send_dice(CHAT), InvalidToken, "not found"),
        (lambda bot: bot.set_webhook("http://example.org/"), BadRequest, "https"),
        (lambda bot: bot.set_my_commands([BotCommand("Start", "x")]), BadRequest, "bot_command_invalid"),
    ],
)
def test_it_refuses_as_telegram_does(
    stage: Stage, chat: int, what: Callable[[Bot], Awaitable[Any]], error: type[TelegramError], words: str
) -> None:
    with pytest.raises(error) as caught:
        use(stage, what)
    assert words in str(caught.value).lower()


def test_the_longest_message_and_button_are_taken(stage: Stage, chat: int) -> None:
    sent = use(stage, lambda bot: bot.send_message(chat, "😀" * 2048, reply_markup=keyboard("ئ" * 32)))
    assert len(sent.text) == 2048


def test_who_never_wrote_is_not_found(stage: Stage) -> None:
    [known] = [
        phone for who in stage.outside.world.people.newest(1) for phone in who.phones if phone.channel == "telegram"
    ]
    with pytest.raises(BadRequest, match="Chat not found"):
        use(stage, lambda bot: bot.send_message(known.address, "hello"))


def test_a_wrong_token_is_refused(stage: Stage) -> None:
    with pytest.raises(InvalidToken):
        use(stage, lambda bot: bot.get_me(), token="7000000001:wrong")


def test_edit_and_delete(stage: Stage, chat: int) -> None:
    sent = use(stage, lambda bot: bot.send_message(chat, "Which?", reply_markup=WATER))
    edited = use(stage, lambda bot: bot.edit_message_text("Water.", chat, sent.message_id))
    assert (edited.text, edited.reply_markup) == ("Water.", None)
    assert edited.edit_date is not None
    with pytest.raises(BadRequest, match="not modified"):
        use(stage, lambda bot: bot.edit_message_text("Water.", chat, sent.message_id))
    use(stage, lambda bot: bot.edit_message_reply_markup(chat, sent.message_id, reply_markup=WATER))
    assert stage.read("telegram", str(chat))[-1]["buttons"]
    assert use(stage, lambda bot: bot.delete_message(chat, sent.message_id))
    assert stage.read("telegram", str(chat))[-1]["deleted"]


def test_a_press_is_answered_in_time(stage: Stage, chat: int) -> None:
    use(stage, lambda bot: bot.send_message(chat, "Which?", reply_markup=WATER))
    stage.send("telegram", str(chat), choice="ئاو")
    query = stage.product.taken[-1].update["callback_query"]
    assert query["data"] == "report/service/water"
    assert use(stage, lambda bot: bot.answer_callback_query(query["id"], text="Thank you"))


def test_blocked_means_forbidden(stage: Stage, chat: int) -> None:
    stage.phones.post(f"/api/telegram/{chat}/block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        use(stage, lambda bot: bot.send_message(chat, "hello"))
    stage.phones.post(f"/api/telegram/{chat}/unblock")
    assert use(stage, lambda bot: bot.send_message(chat, "hello")).text == "hello"


def test_a_photo_can_be_fetched(stage: Stage, chat: int) -> None:
    stage.send("telegram", str(chat), media="photo", text="look")
    message = stage.product.taken[-1].update["message"]

    async def fetch(bot: Bot) -> bytes:
        file = await bot.get_file(message["photo"][-1]["file_id"])
        return bytes(await file.download_as_bytearray())

    content = use(stage, fetch)
    assert content.startswith(b"\xff\xd8")
    assert len(content) == message["photo"][-1]["file_size"]
    assert message["caption"] == "look"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("rate_limit", "telegram", seconds=35), RetryAfter),
        (Fault("blocked", "telegram"), Forbidden),
        (Fault("server_error", "telegram"), NetworkError),
        (Fault("html", "telegram"), NetworkError),
        (Fault("hang", "telegram", seconds=60), TimedOut),
    ],
    ids=lambda case: case.kind if isinstance(case, Fault) else "",
)
def test_trouble_strikes_once_and_nothing_was_sent(
    stage: Stage, chat: int, fault: Fault, error: type[TelegramError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    stage.outside.faults.add(fault)
    with pytest.raises(error):
        use(stage, lambda bot: bot.send_message(chat, "first"), patience=0.3)
    use(stage, lambda bot: bot.send_message(chat, "second"))
    assert [message["text"] for message in stage.read("telegram", str(chat))] == ["/start", "second"]


def test_accepted_but_never_answered(stage: Stage, chat: int) -> None:
    stage.outside.faults.add(Fault("accept_then_hang", "telegram", seconds=60))
    with pytest.raises(TimedOut):
        use(stage, lambda bot: bot.send_message(chat, "did you get it?"), patience=0.3)
    assert stage.read("telegram", str(chat))[-1]["text"] == "did you get it?"


@pytest.mark.parametrize(
    "how",
    [
        {"data": {"chat_id": str(CHAT), "text": "hello"}},
        {"json": {"chat_id": CHAT, "text": "hello"}},
        {"params": {"chat_id": CHAT, "text": "hello"}},
        {"data": {"chat_id": str(CHAT), "text": "hello"}, "files": {"unused": b"x"}},
    ],
    ids=["form", "json", "query", "multipart"],
)
def test_parameters_in_every_dress(stage: Stage, chat: int, how: dict[str, Any]) -> None:
    answer = httpx.post(f"{stage.url}/telegram/bot{TOKEN}/SENDMESSAGE", trust_env=False, **how).json()
    assert answer["ok"], answer
    assert answer["result"]["text"] == "hello"
