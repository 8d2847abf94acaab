"""How people stand at this moment, as a statement: may they be written to, for this purpose, in which zone?"""

from functools import cache
from typing import Any

from sqlalchemy import Select, select

from civic.audience import agreeing
from storage.audience import Profile
from storage.people import AddressRow, Citizen


@cache
def people(purpose: str) -> Select[*tuple[Any, ...]]:
    """Addresses with what decides whether a message of this purpose may go there; narrow it with `where`."""
    return (
        select(
            AddressRow.id.label("address_id"),
            AddressRow.channel,
            AddressRow.lookup,
            AddressRow.sealed,
            AddressRow.reachable,
            AddressRow.last_inbound_at,
            Citizen.id.label("citizen_id"),
            Citizen.data_key,
            Citizen.stopped_at,
            Profile.zone,
            agreeing(purpose, Citizen.id).label("agrees"),
        )
        .join(Citizen, Citizen.id == AddressRow.citizen_id)
        .outerjoin(Profile, Profile.citizen_id == Citizen.id)
    )
