"""The demonstration's secrets: made at first start, kept beside its data, readable by their owner only."""

import base64
import json
import os
import secrets
from pathlib import Path

STAFF = ("admin", "manager", "najaf", "ramadi", "focal")


def first_or_kept(folder: Path) -> dict[str, str]:
    """Secrets by setting name (JAWAB_...), and the staff's passwords as PASSWORD_<user>."""
    file = folder / "demo-secrets.json"
    if file.exists():
        kept: dict[str, str] = json.loads(file.read_text())
        return kept
    made = _made()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(made, out, indent=1)
    return made


def _made() -> dict[str, str]:
    return {
        "JAWAB_SECRET_KEY": secrets.token_urlsafe(32),
        "JAWAB_VAULT_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "JAWAB_TELEGRAM_TOKEN": f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_urlsafe(26)}",
        "JAWAB_TELEGRAM_SECRET": secrets.token_urlsafe(24),
        "JAWAB_TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "JAWAB_TWILIO_AUTH_TOKENS": secrets.token_hex(16),
        **{f"PASSWORD_{name}": _password() for name in STAFF},
    }


def _password() -> str:
    """Easy to type from a screen, with 80 random bits."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))
