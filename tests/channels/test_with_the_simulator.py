"""Our channels against the pretend providers, which others wrote from the providers' own pages: there and back."""

from collections.abc import Iterator

import pytest

from bot.channels.base import Channel, Hook
from bot.channels.telegram import Account as TelegramAccount
from bot.channels.telegram import Telegram
from bot.messages import Button, Event, Inbound, OptOut, Reachability, Receipt, Reply
from tests.channels.payloads import Kept
from tests.channels.payloads import sms as our_sms
from tests.channels.payloads import whatsapp as our_whatsapp
from tests.simulator.conftest import ACCOUNT, AUTH, SECRET, SMS, TOKEN, WHATSAPP, Stage
from tests.simulator.product import Taken

NUMBER, CHAT = "+9647500000101", "5000000042"
WHERE = {"sms": NUMBER, "whatsapp": NUMBER, "telegram": CHAT}
LABELS = ("ئاو", "Sewage and drains", "Garbage not collected for a week", "Illegal dumping of waste")


@pytest.fixture(params=["telegram", "whatsapp", "sms"])
def channel(request: pytest.FixtureRequest, stage: Stage) -> Iterator[Channel]:
    mine: dict[str, str | tuple[str, ...]] = {
        "account_sid": ACCOUNT,
        "auth_tokens": (AUTH,),
        "public_url": stage.product.url,
        "content_url": f"{stage.url}/content",
    }
    made: Channel
    if request.param == "telegram":
        made = Telegram(TelegramAccount(TOKEN, SECRET, f"{stage.url}/telegram"))
        made.register(f"{stage.product.url}/hooks/telegram")
    elif request.param == "whatsapp":
        made = our_whatsapp(f"{stage.url}/twilio", Kept(), sender=WHATSAPP, **mine)
    else:
        made = our_sms(f"{stage.url}/twilio", sender=SMS, **mine)
    yield made
    made.close()


def heard(channel: Channel, stage: Stage) -> list[Event]:
    """Everything that came to our door since last asked, proven and read."""
    stage.settle()
    events: list[Event] = []
    for taken in stage.product.at(f"/hooks/{channel.name}"):
        hook = _hook(taken, stage)
        channel.verify(hook)
        assert channel.envelope(hook).lane
        events += channel.read(hook)
    stage.product.taken.clear()
    return events


def _hook(taken: Taken, stage: Stage) -> Hook:
    path, _, query = taken.url.removeprefix(stage.product.url).partition("?")
    return Hook("POST", path, query, {name.lower(): value for name, value in taken.headers.items()}, taken.body)


def say(channel: Channel, reply: Reply, token: str = "17") -> list[str]:
    return [channel.send(WHERE[channel.name], part, token).message_id for part in channel.render(reply)]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_choices_go_out_and_come_back(channel: Channel, stage: Stage, count: int) -> None:
    stage.send(channel.name, WHERE[channel.name], text="سلاو")
    (greeting,) = heard(channel, stage)
    assert isinstance(greeting, Inbound)
    assert (greeting.address.id, greeting.text) == (WHERE[channel.name], "سلاو")

    buttons = tuple(Button(f"a/b/{n}", label, n) for n, label in enumerate(LABELS[:count], 1))
    say(channel, Reply("What is it about?\n\nSend the number  or press.", buttons, "Choose"))
    shown = stage.read(channel.name, WHERE[channel.name])[-1]
    assert "What is it about?\n\nSend the number" in shown["text"]
    heard(channel, stage)
    if channel.name == "sms":
        assert shown["text"].endswith("\n".join(f"{n}. {label}" for n, label in enumerate(LABELS[:count], 1)))
        return
    stage.send(channel.name, WHERE[channel.name], choice=f"a/b/{count}")
    (pressed,) = [event for event in heard(channel, stage) if isinstance(event, Inbound)]
    assert pressed.choice == f"a/b/{count}"
    if pressed.ack:
        channel.acknowledge(pressed.ack)


def test_receipts_name_our_own_number_of_the_message(channel: Channel, stage: Stage) -> None:
    stage.send(channel.name, WHERE[channel.name], text="hi")
    heard(channel, stage)
    (sid,) = say(channel, Reply("Thank you."), "4711")
    receipts = [event for event in heard(channel, stage) if isinstance(event, Receipt)]
    if channel.capabilities.receipts == "accepted":
        assert not receipts
        return
    assert {(news.message_id, news.token, news.channel) for news in receipts} == {(sid, "4711", channel.name)}
    assert "delivered" in {news.status for news in receipts}


def test_a_picture_is_fetched(channel: Channel, stage: Stage) -> None:
    if channel.name == "sms":
        pytest.skip("the pretend SMS carries no pictures")
    stage.send(channel.name, WHERE[channel.name], media="photo", text="look")
    (sent,) = [event for event in heard(channel, stage) if isinstance(event, Inbound)]
    (photo,) = sent.media
    assert (photo.kind, photo.mime) == ("photo", "image/jpeg")
    assert b"".join(channel.fetch(photo)).startswith(b"\xff\xd8")


def test_a_place(channel: Channel, stage: Stage) -> None:
    if channel.name == "sms":
        pytest.skip("a text message carries no place")
    stage.send(channel.name, WHERE[channel.name], location=[33.4258, 43.2994])
    (sent,) = [event for event in heard(channel, stage) if isinstance(event, Inbound)]
    assert sent.location is not None
    assert (sent.location.lat, sent.location.lon) == (33.4258, 43.2994)


def test_leaving(channel: Channel, stage: Stage) -> None:
    if channel.name == "telegram":
        stage.send("telegram", CHAT, text="hi")
        heard(channel, stage)
        stage.phones.post(f"/api/telegram/{CHAT}/block")
        (left,) = heard(channel, stage)
        assert isinstance(left, Reachability)
        assert not left.reachable
    elif channel.name == "sms":
        stage.send("sms", NUMBER, text="STOP")
        (left,) = heard(channel, stage)
        assert isinstance(left, OptOut)
        assert left.stopped
