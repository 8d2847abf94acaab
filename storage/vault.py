"""Seals what identifies people. The keys stay outside the database.

One master key per edition (newest first; older ones open what they sealed). From each, by HKDF-SHA256:
a wrapping key for the citizens' own data keys, a look-up key for finding an address without storing it,
and one key per drawer (`post` for raw payloads, `private` for sensitive reports).
AES-256-GCM with a fresh 96-bit nonce; the context (drawer and purpose) is authenticated, so a sealed
value moved to another column does not open. research: docs/decisions/0005-sealed-identity.md
"""

import hmac
import secrets
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12


class Sealed(Exception):
    """A value that none of our keys opens: a wrong key file, a damaged row, or a key destroyed on purpose."""


class Vault:
    def __init__(self, masters: Sequence[bytes]) -> None:
        if not masters or any(len(master) != KEY_BYTES for master in masters):
            raise ValueError(f"the vault needs at least one key of {KEY_BYTES} bytes")
        self._masters = tuple(masters)
        self._ids = [sha256(b"jawab key id" + master).digest()[:4] for master in masters]
        # Looked up by the oldest edition: a digest cannot be made anew when the key turns.
        self._lookup = _derive(masters[-1], b"lookup")

    def digest(self, *words: str) -> bytes:
        """A keyed fingerprint (32 bytes) for finding or comparing what we do not want to store."""
        return hmac.digest(self._lookup, "\x1f".join(words).encode(), "sha256")

    def new_key(self) -> bytes:
        """A fresh data key for one citizen, wrapped. Destroying it erases all that it sealed."""
        return self.seal(secrets.token_bytes(KEY_BYTES), drawer="citizen keys")

    def seal(self, plain: bytes | str, *, drawer: str, key: bytes | None = None) -> bytes:
        """Seal under a citizen's wrapped `key`, or under the drawer's own."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = secrets.token_bytes(_NONCE_BYTES)
        if key is None:
            return self._ids[0] + nonce + _cipher(self._masters[0], drawer).encrypt(nonce, data, drawer.encode())
        return nonce + AESGCM(self._unwrap(key)).encrypt(nonce, data, drawer.encode())

    def open(self, sealed: bytes, *, drawer: str, key: bytes | None = None) -> bytes:
        try:
            if key is not None:
                nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
                return AESGCM(self._unwrap(key)).decrypt(nonce, body, drawer.encode())
            edition, nonce, body = sealed[:4], sealed[4 : 4 + _NONCE_BYTES], sealed[4 + _NONCE_BYTES :]
            master = self._masters[self._ids.index(edition)]
            return _cipher(master, drawer).decrypt(nonce, body, drawer.encode())
        except (InvalidTag, ValueError, IndexError):
            raise Sealed(drawer) from None

    def read(self, sealed: bytes | None, *, drawer: str, key: bytes | None = None) -> str:
        """Open to text; nothing kept reads as nothing said."""
        return self.open(sealed, drawer=drawer, key=key).decode() if sealed else ""

    def _unwrap(self, wrapped: bytes) -> bytes:
        return self.open(wrapped, drawer="citizen keys")


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=b"jawab", info=purpose).derive(master)


@lru_cache(maxsize=64)
def _cipher(master: bytes, drawer: str) -> AESGCM:
    return AESGCM(_derive(master, b"drawer " + drawer.encode()))
