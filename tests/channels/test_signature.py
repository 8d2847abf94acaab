"""Our signature check against Twilio's own, and everything that must not pass."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.channels.base import Channel, Forged, Hook
from bot.channels.telegram import Account, Telegram
from bot.channels.twilio import sign
from tests.channels.payloads import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    BOT_TOKEN,
    INBOUND,
    PUBLIC,
    SECRET,
    UPDATES,
    account,
    captured_hook,
    every_hook,
    form_hook,
    load,
    sms,
    telegram,
    update_hook,
    whatsapp,
)

FORM = {"AccountSid": ACCOUNT_SID, "MessageSid": "SM1", "From": "+9647500000001", "Body": "canary words", "FromZip": ""}
VECTORS: list[dict[str, Any]] = [
    case for case in load("twilio_signature_vectors.json")["vectors"] if "body" not in case
]
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize(
    ("channel", "name", "hook"), every_hook(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_captured_request_is_genuine(channel: Channel, name: str, hook: Hook) -> None:
    channel.verify(hook)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: str(case["name"]))
def test_published_signatures(case: dict[str, Any]) -> None:
    pairs = sorted({(k, v) for k, v in case.get("multi", case.get("params", {}).items())})
    signed = "".join(k + v for k, v in pairs)
    method = "sha256" if case.get("algorithm") == "HMAC_SHA256" else "sha1"
    urls = [case["url"], case["url"].replace(".com/", ".com:443/"), case["url"].replace(".com/", ".com:80/")]
    assert case["signature"] in [sign(case["token"].encode(), url + signed, method).decode() for url in urls]  # type: ignore[arg-type]


@given(st.dictionaries(words.filter(bool), words, max_size=8), st.sampled_from(["", "out=12", "a=%20b%2Fc&x=%D9%A2"]))
def test_we_sign_as_the_sdk_does(form: dict[str, str], query: str) -> None:
    url = f"{PUBLIC}/hooks/sms" + (f"?{query}" if query else "")
    theirs = RequestValidator(AUTH_TOKEN).compute_signature(url, form)
    form = form | {"AccountSid": ACCOUNT_SID}
    theirs = RequestValidator(AUTH_TOKEN).compute_signature(url, form)
    hook = Hook("POST", "/hooks/sms", query, {"x-twilio-signature": theirs}, urlencode(form).encode())
    sms().verify(hook)
    with pytest.raises(Forged):
        sms().verify(replace(hook, path="/hooks/smS"))


def test_fields_that_come_twice_are_signed_as_the_sdk_does() -> None:
    pairs = [("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234"), ("AccountSid", ACCOUNT_SID)]
    sms().verify(form_hook(pairs))


@pytest.mark.parametrize("public", [PUBLIC, PUBLIC + ":443", PUBLIC + "/", "https://feedback.example.org:8443"])
def test_the_port_may_be_signed_or_not(public: str) -> None:
    bare = "https://feedback.example.org"
    sms(public_url=public).verify(form_hook(FORM, public=bare))
    sms(public_url=public).verify(form_hook(FORM, public=public.rstrip("/")))


def test_an_old_token_still_proves_during_rotation() -> None:
    turning = sms(auth_tokens=("f" * 32, AUTH_TOKEN))
    turning.verify(form_hook(FORM))
    turning.verify(form_hook(FORM, token="f" * 32))


def test_shared_key_signatures() -> None:
    hook = form_hook(FORM)
    pairs = "".join(k + v for k, v in sorted(FORM.items()))
    strong = sign(AUTH_TOKEN.encode(), f"{PUBLIC}/hooks/sms{pairs}", "sha256").decode()
    settings = {"x-twilio-webhooks-signature-settings": "key=k,algorithm=HMAC_SHA256", "x-twilio-signature": strong}
    sms().verify(replace(hook, headers=settings))
    with pytest.raises(Forged):
        sms().verify(replace(hook, headers=settings | {"x-twilio-webhooks-signature-settings": "algorithm=NONE"}))


def _header(value: str) -> Callable[[Hook], Hook]:
    return lambda hook: replace(hook, headers={"x-twilio-signature": value})


def _signature(change: Callable[[str], str]) -> Callable[[Hook], Hook]:
    return lambda hook: replace(hook, headers={"x-twilio-signature": change(hook.headers["x-twilio-signature"])})


def _body(change: Callable[[bytes], bytes]) -> Callable[[Hook], Hook]:
    return lambda hook: replace(hook, body=change(hook.body))


TWILIO_FORGERIES: dict[str, Callable[[Hook], Hook]] = {
    "no header": lambda hook: replace(hook, headers={}),
    "empty header": _header(""),
    "made-up header": _header("RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    "not ASCII": _header("ÿ\udcff🙏"),
    "NUL": _header("\0"),
    "very long": _header("A" * 100_000),
    "cut short": _signature(lambda made: made[:-2]),
    "longer": _signature(lambda made: made + "="),
    "spaces": _signature(lambda made: f" {made} "),
    "other case": _signature(str.swapcase),
    "another token": lambda hook: form_hook(FORM, token="0" * 32),
    "empty token": lambda hook: form_hook(FORM, token=""),
    "another host": lambda hook: form_hook(FORM, public="https://evil.example.org"),
    "plain http": lambda hook: form_hook(FORM, public="http://feedback.example.org"),
    "another path": lambda hook: replace(hook, path="/hooks/whatsapp"),
    "trailing slash": lambda hook: replace(hook, path="/hooks/sms/"),
    "escaped path": lambda hook: replace(hook, path="/hooks/%73ms"),
    "added query": lambda hook: replace(hook, query="out=1"),
    "GET": lambda hook: replace(hook, method="GET"),
    "PUT": lambda hook: replace(hook, method="PUT"),
    "changed words": _body(lambda body: body.replace(b"canary", b"Canary")),
    "changed sender": _body(lambda body: body.replace(b"9647500000001", b"9647500000002")),
    "added field": _body(lambda body: body + b"&MediaUrl0=x"),
    "added blank field": _body(lambda body: body + b"&X="),
    "blank field gone": _body(lambda body: body.replace(b"&FromZip=", b"")),
    "field twice": _body(lambda body: body + b"&Body=other"),
    "moved letters": _body(lambda body: body.replace(b"MessageSid=SM1", b"MessageSi=dSM1").replace(b"Body", b"Bod")),
    "no body": _body(lambda body: b""),
    "JSON": _body(lambda body: b'{"Body": "x"}'),
    "not UTF-8": _body(lambda body: b"\xff\xfe"),
    "too many fields": _body(lambda body: body + b"&a=1" * 1000),
    "another account": lambda hook: form_hook(FORM | {"AccountSid": "AC" + "0" * 32}),
    "no account": lambda hook: form_hook({name: value for name, value in FORM.items() if name != "AccountSid"}),
    "wrong algorithm": lambda hook: replace(
        hook, headers=dict(hook.headers) | {"x-twilio-webhooks-signature-settings": "algorithm=HMAC_SHA256"}
    ),
    "unknown algorithm": lambda hook: replace(
        hook, headers=dict(hook.headers) | {"x-twilio-webhooks-signature-settings": "algorithm=MD5"}
    ),
    "signature of GET": lambda hook: replace(
        hook, headers={"x-twilio-signature": sign(AUTH_TOKEN.encode(), f"{PUBLIC}/hooks/sms").decode()}
    ),
}


@pytest.mark.parametrize("forge", TWILIO_FORGERIES.values(), ids=TWILIO_FORGERIES)
def test_forged_twilio_requests(forge: Callable[[Hook], Hook]) -> None:
    genuine = form_hook(FORM)
    sms().verify(genuine)
    with pytest.raises(Forged):
        sms().verify(forge(genuine))


TELEGRAM_FORGERIES: dict[str, dict[str, str]] = {
    "no header": {},
    "empty": {"x-telegram-bot-api-secret-token": ""},
    "another header": {"x-telegram-secret": SECRET},
    "authorization": {"authorization": f"Bearer {SECRET}"},
    "cookie": {"cookie": f"x-telegram-bot-api-secret-token={SECRET}"},
    "twilio's": {"x-twilio-signature": SECRET},
    **{
        name: {"x-telegram-bot-api-secret-token": value}
        for name, value in {
            "wrong": "wrong",
            "same length": "x" * len(SECRET),
            "cut short": SECRET[:-1],
            "first letter": SECRET[0],
            "longer": SECRET + "1",
            "doubled": SECRET * 2,
            "lower case": SECRET.lower(),
            "upper case": SECRET.upper(),
            "space before": " " + SECRET,
            "space after": SECRET + " ",
            "line break": SECRET + "\n",
            "NUL after": SECRET + "\0",
            "quoted": f'"{SECRET}"',
            "comma list": f"{SECRET},{SECRET}",
            "percent": SECRET.replace("_", "%5F"),
            "full width": SECRET.replace("1", "１"),
            "look-alike": SECRET.replace("e", "е"),
            "not ASCII": "ÿ\udcff🙏",
            "very long": "A" * 100_000,
            "reversed": SECRET[::-1],
        }.items()
    },
}


@pytest.mark.parametrize("headers", TELEGRAM_FORGERIES.values(), ids=TELEGRAM_FORGERIES)
def test_forged_telegram_requests(headers: dict[str, str]) -> None:
    genuine = update_hook(UPDATES["start_plain"])
    telegram().verify(genuine)
    with pytest.raises(Forged):
        telegram().verify(replace(genuine, headers=headers))
    with pytest.raises(Forged):
        telegram().verify(replace(genuine, headers=headers, query=f"secret_token={SECRET}"))


@pytest.mark.parametrize("tokens", [(), ("",), ("", "")])
def test_without_a_secret_everything_is_forged(tokens: tuple[str, ...]) -> None:
    for channel in (sms(auth_tokens=tokens), whatsapp(auth_tokens=tokens)):
        with pytest.raises(Forged):
            channel.verify(form_hook(FORM, token=""))
        with pytest.raises(Forged):
            channel.verify(captured_hook(INBOUND["sms_text"]))


def test_telegram_without_a_secret_believes_nobody() -> None:
    for headers in ({}, {"x-telegram-bot-api-secret-token": ""}, {"x-telegram-bot-api-secret-token": SECRET}):
        with pytest.raises(Forged):
            Telegram(Account(token="t", secret="")).verify(Hook("POST", "/", "", headers, b"{}"))


def test_secrets_do_not_show() -> None:
    shown = repr(account(auth_tokens=("hidden-token",))) + repr(Account(token=BOT_TOKEN, secret=SECRET))
    assert not [word for word in ("hidden-token", BOT_TOKEN, SECRET) if word in shown]


def test_we_ask_for_post_and_take_nothing_else() -> None:
    with pytest.raises(Forged):
        sms().verify(captured_hook(INBOUND["sms_get_webhook"]))
