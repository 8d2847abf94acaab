"""What the vault promises: nothing readable, nothing movable, and a key whose end is the end of its words."""

import secrets

import pytest

from storage.vault import KEY_BYTES, Sealed, Vault


def test_a_sealed_text_opens_again_and_shows_nothing(vault: Vault) -> None:
    sealed = vault.seal("نەهێنی", drawer="name")
    assert "نەهێنی".encode() not in sealed
    assert vault.read(sealed, drawer="name") == "نەهێنی"


def test_the_same_words_never_seal_alike(vault: Vault) -> None:
    assert vault.seal("a", drawer="name") != vault.seal("a", drawer="name")


def test_a_value_moved_to_another_drawer_does_not_open(vault: Vault) -> None:
    key = vault.new_key()
    with pytest.raises(Sealed):
        vault.open(vault.seal("a", drawer="name"), drawer="post")
    with pytest.raises(Sealed):
        vault.open(vault.seal("a", drawer="name", key=key), drawer="update", key=key)


def test_one_citizens_key_does_not_open_anothers_words(vault: Vault) -> None:
    hers, his = vault.new_key(), vault.new_key()
    with pytest.raises(Sealed):
        vault.open(vault.seal("a", drawer="name", key=hers), drawer="name", key=his)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_byte_is_noticed(vault: Vault, position: int) -> None:
    sealed = bytearray(vault.seal("a leak at the school", drawer="name"))
    sealed[position] ^= 1
    with pytest.raises(Sealed):
        vault.open(bytes(sealed), drawer="name")


def test_a_new_master_key_opens_what_the_old_one_sealed_and_finds_the_same_people() -> None:
    old, new = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    before, after = Vault([old]), Vault([new, old])
    assert after.read(before.seal("a", drawer="name"), drawer="name") == "a"
    assert after.digest("address", "sms", "+1") == before.digest("address", "sms", "+1")
    with pytest.raises(Sealed):
        before.open(after.seal("a", drawer="name"), drawer="name")


def test_a_digest_separates_its_words(vault: Vault) -> None:
    assert vault.digest("ab", "c") != vault.digest("a", "bc")


@pytest.mark.parametrize("keys", [[], [b"short"], [bytes(31)]])
def test_a_bad_key_is_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys)
