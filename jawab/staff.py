"""A first account for a fresh installation."""

import argparse

from sqlalchemy import select

from admin.auth import hash_password
from admin.permissions import ROLES
from jawab.settings import Refused
from storage.db import Store
from storage.office import Staff

SHORTEST = 14  # characters (OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends more)


def add(store: Store, wanted: argparse.Namespace, password: str) -> None:
    if wanted.role not in ROLES:
        raise Refused(f"There is no role {wanted.role!r}. There are: {', '.join(sorted(ROLES))}.")
    if len(password) < SHORTEST:
        raise Refused(f"The password needs at least {SHORTEST} characters.")
    username = wanted.username.strip().lower()
    with store.session() as session:
        if session.scalar(select(Staff.id).where(Staff.username == username)):
            raise Refused(f"There is an account {username!r} already.")
        session.add(
            Staff(
                username=username,
                name=wanted.name or username,
                role=wanted.role,
                password_hash=hash_password(password),
                created_at=store.now(),
            )
        )
    print(f"Added {username} ({wanted.role}).")
