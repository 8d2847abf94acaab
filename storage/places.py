"""Where each address stands in the conversation, sealed under the citizen's own key."""

from sqlalchemy import Insert, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Executor, Store, dialect, table
from storage.people import AddressRow
from storage.post import PlaceRow

_DRAWER = "place"
_load = select(PlaceRow.state).where(PlaceRow.address_id == bindparam("address_id"))


def load(on: Executor, store: Store, address: AddressRow) -> str | None:
    """The place as it was saved (JSON), or None for someone new."""
    sealed = on.execute(_load, {"address_id": address.id}).scalar()
    return store.vault.read(sealed, drawer=_DRAWER, key=address.citizen.data_key) if sealed else None


def save(on: Executor, store: Store, address: AddressRow, place: str) -> None:
    values = {
        "address_id": address.id,
        "state": store.vault.seal(place, drawer=_DRAWER, key=address.citizen.data_key),
        "updated_at": store.now(),
    }
    on.execute(_save_postgres if dialect(on) == "postgresql" else _save_sqlite, values)


def forget(on: Executor, address: AddressRow) -> None:
    on.execute(delete(PlaceRow).where(PlaceRow.address_id == address.id))


def _upsert(fresh: sqlite.Insert | postgresql.Insert) -> Insert:
    changed = {"state": fresh.excluded.state, "updated_at": fresh.excluded.updated_at}
    return fresh.on_conflict_do_update(index_elements=["address_id"], set_=changed)


_save_sqlite = _upsert(sqlite.insert(table(PlaceRow)))
_save_postgres = _upsert(postgresql.insert(table(PlaceRow)))
