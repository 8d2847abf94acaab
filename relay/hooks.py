"""A webhook request as it is kept in the inbox: what reading needs, and no secret header."""

import json

from bot.channels.base import Hook

_KEPT = ("content-type",)  # secrets and signatures have done their work before anything is kept


def pack(hook: Hook) -> bytes:
    head = {
        "method": hook.method,
        "path": hook.path,
        "query": hook.query,
        "headers": {name: hook.headers[name] for name in _KEPT if name in hook.headers},
    }
    return json.dumps(head).encode() + b"\n" + hook.body


def unpack(kept: bytes) -> Hook:
    head, _, body = kept.partition(b"\n")
    return Hook(**json.loads(head), body=body)
