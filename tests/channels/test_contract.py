"""What every channel promises, whatever is thrown at it."""

import json
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import CAPABILITIES, CHANNELS, NAMES, shape
from bot.channels.base import Channel, Envelope, Hook, Part, Unreadable
from bot.channels.segments import measure
from bot.channels.text import graphemes, utf16
from bot.channels.whatsapp_forms import ROW_DETAIL, ROW_TITLE, fill, rows
from bot.messages import Button, Event, Inbound, Reply
from tests.channels.payloads import ACCOUNT_SID, UPDATES, every_hook, form_hook, sms, telegram, update_hook, whatsapp
from tests.channels.test_text import ARABIC, FAMILY, KHMER, SORANI

ALL: dict[str, Channel] = {"telegram": telegram(), "whatsapp": whatsapp(), "sms": sms()}
FORMS = [
    dict(parse_qsl(hook.body.decode(), keep_blank_values=True))
    for _, _, hook in every_hook()
    if hook.path != "/hooks/telegram"
]

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def bears(channel: Channel, hook: Hook) -> None:
    """Neither reading nor identifying may fail in any way but the one agreed, and what is read can be kept."""
    try:
        envelope = channel.envelope(hook)
    except Unreadable:
        pass
    else:
        assert isinstance(envelope, Envelope)
        assert f"{envelope.event_id}{envelope.lane}".encode()
        assert envelope.event_id
        assert envelope.lane
    events = channel.read(hook)
    assert events
    for event in events:
        assert isinstance(event, get_args(Event))
        assert "\0" not in repr(event)
        if isinstance(event, Inbound):
            assert f"{event.text}{event.name}{event.choice}{event.locale}{event.ack}{event.address.id}".encode()


def test_the_list_of_channels() -> None:
    assert tuple(CHANNELS) == NAMES == tuple(CAPABILITIES) == tuple(ALL)
    for name, channel in ALL.items():
        assert channel.name == name
        assert channel.capabilities is CAPABILITIES[name]
        kind, body = channel.answer
        assert "/" in kind
        assert body in ("", "<Response></Response>")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{}", b"[]", b"null", b"1", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000, b"=&=&", b"%ff=%00"),
        *(b'{"update_id": 1e999}', b'{"update_id": true}', b'{"update_id": -1}', b'{"update_id": "1"}'),
        b'{"update_id": 9223372036854775808}',
    ],
)
def test_bodies_that_mean_nothing(name: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        ALL[name].envelope(Hook("POST", "/", "", {}, body))
    bears(ALL[name], Hook("POST", "/", "", {}, body))


@pytest.mark.parametrize("name", NAMES)
@given(body=st.binary(max_size=200))
def test_any_bytes(name: str, body: bytes) -> None:
    bears(ALL[name], Hook("POST", "/", "", {}, body))


@settings(max_examples=300)
@given(data=st.data())
def test_updates_with_something_changed(data: st.DataObject) -> None:
    update = json.loads(json.dumps(data.draw(st.sampled_from(list(UPDATES.values())))))
    for _ in range(data.draw(st.integers(1, 3))):
        _spoil(data, update)
    bears(ALL["telegram"], update_hook(update))


def _spoil(data: st.DataObject, tree: Any) -> None:
    """Change, drop or add one value somewhere in a tree of lists and dictionaries."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if isinstance(tree[key], dict | list) and data.draw(st.booleans()):
            tree = tree[key]
            continue
        if data.draw(st.booleans()):
            tree[key] = data.draw(junk)
        else:
            del tree[key]
        return


@settings(max_examples=200)
@given(
    form=st.sampled_from(FORMS),
    change=st.dictionaries(
        st.sampled_from(sorted({name for form in FORMS for name in form})),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        max_size=4,
    ),
    drop=st.sets(st.sampled_from(sorted({name for form in FORMS for name in form})), max_size=4),
    query=st.text(max_size=20),
)
def test_forms_with_something_changed(form: dict[str, str], change: dict[str, str], drop: set[str], query: str) -> None:
    fields = {name: value for name, value in (form | change).items() if name not in drop} | {"AccountSid": ACCOUNT_SID}
    for name in ("sms", "whatsapp"):
        hook = form_hook(fields)
        ALL[name].verify(hook)
        bears(ALL[name], replace(hook, query=query))


@pytest.mark.parametrize(
    ("channel", "name", "hook"), every_hook(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_same_update_twice_is_the_same_envelope(channel: Channel, name: str, hook: Hook) -> None:
    assert channel.envelope(hook) == channel.envelope(replace(hook, headers={}))
    assert channel.read(hook) == channel.read(replace(hook, headers={}))


# --- shaping ---

scripts = st.sampled_from(
    [KHMER, ARABIC, SORANI, FAMILY, "Plain words. ", "It’s “ê” — ", "\n", "\n\n", "{{1}} ", "a\tb     c "]
)
texts = st.lists(scripts | st.text(max_size=30), max_size=60).map("".join)
labels = st.text(max_size=90) | scripts
buttons = st.lists(labels, max_size=12).map(
    lambda said: tuple(Button(f"flow/step/{n}", label, n) for n, label in enumerate(said, 1))
)
replies = st.builds(Reply, text=texts, buttons=buttons, menu=st.text(max_size=30))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150)
@given(reply=replies)
def test_every_part_is_within_the_limits(name: str, reply: Reply) -> None:
    limits, parts = CAPABILITIES[name], shape(name, reply)
    for part in parts:
        assert part.text.strip()
        assert "\0" not in part.text
        assert part.text.encode()
        assert utf16(part.text) <= limits.text_limit
        assert Part.from_json(part.to_json()) == part
        assert part.segments == (measure(part.text).segments if name == "sms" else 1)
    assert all(part.shape == "text" and not part.buttons for part in parts[:-1])
    if reply.buttons:
        _offers_all(reply, parts)
        _fits(name, parts[-1])
    elif reply.text.strip() and name != "sms":
        assert parts


def _offers_all(reply: Reply, parts: tuple[Part, ...]) -> None:
    """Each choice can be made: by its button, or by its digit."""
    if parts[-1].buttons:
        assert [(button.id, button.key) for button in parts[-1].buttons] == [(one.id, one.key) for one in reply.buttons]
    else:
        lines = "".join(part.text for part in parts).splitlines()
        assert all(any(line.startswith(f"{button.key}.") for line in lines) for button in reply.buttons)


def _fits(name: str, part: Part) -> None:
    limits = CAPABILITIES[name]
    for button in part.buttons:
        assert button.label.strip()
        assert len(button.id.encode()) <= limits.choice_limit
    if part.shape == "buttons":
        assert len(part.buttons) <= limits.buttons
        assert all(utf16(button.label) <= limits.button_label for button in part.buttons)
    if part.shape == "list":
        assert len(part.buttons) <= limits.list_rows
    if name == "whatsapp" and part.shape != "text":
        _fits_whatsapp(part)


def _fits_whatsapp(part: Part) -> None:
    form = fill(part)
    filled = json.loads(form.variables)
    assert len(filled) <= 100
    for value in filled.values():
        assert value.strip()
        assert not set(value) & set("\n\r\t")
        assert "     " not in value
        assert "{{" not in value
    (body,) = [kind["body"] for kind in form.content["types"].values()]
    for name, value in reversed(filled.items()):
        body = body.replace("{{" + name + "}}", value)
    assert 0 < utf16(body) <= 1024
    if part.shape == "list":
        assert 0 < utf16(part.menu) <= 20
        made = rows(part.buttons)
        assert all(0 < utf16(title) <= ROW_TITLE and utf16(detail) <= ROW_DETAIL for title, detail, _ in made)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", [KHMER, ARABIC, SORANI, FAMILY])
def test_long_texts_are_cut_between_letters_and_nothing_is_lost(name: str, words: str) -> None:
    text = (words * 400).strip()
    parts = shape(name, Reply(text))
    assert len(parts) > 1
    assert "".join(part.text for part in parts) == text
    assert [letter for part in parts for letter in graphemes(part.text)] == list(graphemes(text))


def test_registered_outlines_hold_no_words() -> None:
    choices = tuple(Button(f"a/b/{n}", label, n) for n, label in enumerate(["Ramadi", "Falluja district, Anbar"], 1))
    for labels in (choices, choices[:1]):
        (part,) = shape("whatsapp", Reply("canary words\n\nWhere is it?", labels, "Pick"))
        outline = json.dumps(fill(part).content)
        assert not [word for word in ("canary", "Where", "Ramadi", "Falluja", "a/b", "Pick") if word in outline]


def test_the_same_outline_serves_other_words() -> None:
    first, other, longer = (
        fill(shape("whatsapp", Reply(text, (Button("a/b/1", label, 1),)))[0])
        for text, label in (("One?", "Yes"), ("Two?", "نعم"), ("One?\nTwo?", "Yes"))
    )
    assert first.digest == other.digest != longer.digest
    assert first.variables != other.variables


def test_rows_that_would_look_alike_begin_with_their_digit() -> None:
    choices = tuple(
        Button(f"a/b/{n}", f"Untreated sewage into the {place}", n) for n, place in enumerate(["river", "road"], 4)
    )
    (part,) = shape("whatsapp", Reply("Which?", choices, "Choose"))
    assert [(title, detail) for title, detail, _ in rows(part.buttons)] == [
        ("4. Untreated sewage int…", "Untreated sewage into the river"),
        ("5. Untreated sewage int…", "Untreated sewage into the road"),
    ]
