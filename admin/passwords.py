"""Passwords: how they are kept, and which ones are refused."""

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.words import Text, _

SHORTEST, LONGEST = 14, 256  # characters
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
_ROOM = threading.BoundedSemaphore(2)  # each check takes 64 MiB: a flood of log-ins must not take them all at once
_COMMONEST = frozenset(
    """
    12345678901234 123456789012345 1234567890123456 123456789123456789 11111111111111 00000000000000
    passwordpassword password123456 password1234567 password12345678 passw0rdpassw0rd p@ssw0rdp@ssw0rd
    qwertyuiopasdf qwertyuiop1234 qwertyuiopasdfgh qwertyqwertyqwerty qwerty1234567890 1q2w3e4r5t6y7u8i
    1qaz2wsx3edc4rfv abcdefghijklmn abcdefghijklmnop abcd1234abcd1234 iloveyouiloveyou letmeinletmein
    administrator1 administrator12 administrator123 adminadminadmin changemechangeme welcomewelcome
    correcthorsebatterystaple jawabjawabjawab ministryofwater
    """.split()  # noqa: SIM905  # one line a word would hide the code
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


def hash_password(password: str) -> str:
    """The form in which a password is kept (argon2id, 64 MiB)."""
    with _ROOM:
        return _HASHER.hash(_normal(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password. As much work for nobody (`kept` None) as for somebody."""
    try:
        with _ROOM:
            return _HASHER.verify(kept or _nobody(), _normal(password)[:LONGEST]) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with weaker settings than today's."""
    return _HASHER.check_needs_rehash(kept)


def objection(password: str, username: str) -> Text | None:
    """Why this password will not do; None when it will. Length counts, not a mixture of signs."""
    plain = _normal(password).casefold()
    if len(plain) < SHORTEST:
        return _("The password is too short. Use at least {shortest} characters: four words, for example.")
    if len(plain) > LONGEST:
        return _("The password is too long. Use at most {longest} characters.")
    if plain in _COMMONEST or len(set(plain)) < 5 or plain.replace(username.casefold(), "").strip() == "":
        return _("This password is easy to guess. Please choose another one.")
    return None


def generate() -> str:
    """A password to be told once: five groups of four, easy to read out (about 98 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _n in range(4)) for _group in range(5))


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)  # the same keys, whatever the machine makes of them
