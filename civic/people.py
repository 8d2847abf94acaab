"""Citizens: how they are met, the language they speak, what they agreed to, and their wish to be left alone."""

import secrets

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.folding import clean
from bot.messages import Address
from bot.words import DEFAULT
from storage.db import Store
from storage.people import AddressRow, Citizen, Consent

NOTICE = "2026-11"  # edition of the privacy notice she was shown; change it with the words
_SAYABLE = "ACDEFGHJKMNPQRTUVWXY34679"  # no two that look or sound alike
NAME_LIMIT = 120  # characters
_ATTEMPTS = 5  # a handle is taken once in two hundred million; another worker meeting her first is likelier


class Erased(Exception):
    """This person's key was destroyed: nothing can be sealed for her, and nothing of hers can be read."""


def key(citizen: Citizen) -> bytes:
    """What seals her words. Never None: sealing without it would outlive her erasure."""
    if citizen.data_key is None:
        raise Erased(citizen.handle)
    return citizen.data_key


def find(session: Session, store: Store, address: Address) -> AddressRow | None:
    """Someone we have met at this address, or None."""
    lookup = store.vault.digest("address", address.channel, address.id)
    known = select(AddressRow).where(AddressRow.channel == address.channel, AddressRow.lookup == lookup)
    return session.scalars(known).one_or_none()


def meet(session: Session, store: Store, address: Address, name: str = "") -> AddressRow:
    """The citizen at this address, made known when she is new. Two workers may meet her at once."""
    for _attempt in range(_ATTEMPTS):
        if row := find(session, store, address):
            _learn_name(store, row.citizen, name)
            return row
        try:
            with session.begin_nested():
                row = _welcome(session, store, address)
        except IntegrityError:
            continue  # somebody was faster: look again
        _learn_name(store, row.citizen, name)
        return row
    raise RuntimeError("could not make a citizen known")


def wrote(session: Session, store: Store, row: AddressRow) -> None:
    """A message of her own came from here: she can be reached, and the channel's window is open."""
    row.last_inbound_at = store.now()
    row.reachable = True
    session.flush()


def _welcome(session: Session, store: Store, address: Address) -> AddressRow:
    vault, now = store.vault, store.now()
    own_key = vault.new_key()
    citizen = Citizen(handle=_handle(), data_key=own_key, created_at=now)
    row = AddressRow(
        citizen=citizen,
        channel=address.channel,
        lookup=vault.digest("address", address.channel, address.id),
        sealed=vault.seal(address.id, drawer="address", key=own_key),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _learn_name(store: Store, citizen: Citizen, name: str) -> None:
    name = clean(name)[:NAME_LIMIT]
    if name and name != name_of(store, citizen):
        citizen.name_sealed = store.vault.seal(name, drawer="name", key=key(citizen))


def _handle() -> str:
    letters = "".join(secrets.choice(_SAYABLE) for _ in range(6))
    return f"{letters[:4]}-{letters[4:]}"


def fresh_handles(session: Session, count: int) -> list[str]:
    """So many handles that nobody has."""
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        drawn = list(dict.fromkeys(_handle() for _ in range(min(500, count - len(fresh)))))
        taken = set(session.scalars(select(Citizen.handle).where(Citizen.handle.in_(drawn))))
        fresh |= dict.fromkeys(handle for handle in drawn if handle not in taken)
    return list(fresh)


def name_of(store: Store, citizen: Citizen) -> str:
    """Her name as the provider showed it. For her own screens and for reports that she signed, nowhere else."""
    if citizen.data_key is None:
        return ""
    return store.vault.read(citizen.name_sealed, drawer="name", key=citizen.data_key)


def address_of(store: Store, row: AddressRow) -> str:
    """Where she is reached. For the sender and the focal point."""
    return store.vault.read(row.sealed, drawer="address", key=key(row.citizen))


def language_of(citizen: Citizen) -> str:
    return citizen.language or DEFAULT


def consents(session: Session, citizen: Citizen, purpose: str) -> bool:
    """Whether she agrees to this today: the newest word holds, silence is no."""
    newest = (
        select(Consent.given)
        .where(Consent.citizen_id == citizen.id, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return bool(session.scalar(newest))


def record_consent(session: Session, store: Store, row: AddressRow, purpose: str, given: bool) -> None:
    """Add her word to the record: for what, when, where, and after which words of ours."""
    session.add(
        Consent(
            citizen_id=row.citizen_id,
            purpose=purpose,
            given=given,
            channel=row.channel,
            notice=f"{NOTICE}/{language_of(row.citizen)}",
            at=store.now(),
        )
    )
    session.flush()


def stop(session: Session, store: Store, row: AddressRow) -> None:
    """Leave her alone until she says START herself. Her open reports go on."""
    if row.citizen.stopped_at is None:
        row.citizen.stopped_at = store.now()
        record_consent(session, store, row, "all", False)


def start(session: Session, store: Store, row: AddressRow) -> None:
    """Undo `stop`: what she had agreed to before holds again, and nothing more than that."""
    if row.citizen.stopped_at is not None:
        row.citizen.stopped_at = None
        record_consent(session, store, row, "all", True)
