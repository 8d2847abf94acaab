"""Citizens and their phones: one account per channel, found or made."""

import zlib

from simulator.ledger import Ledger
from simulator.records import Citizen, Phone

FLAGS = frozenset({"blocked", "opted_out", "heard"})


class People:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._sql = ledger.sql

    def add(self, name: str, number: str = "", telegram: str = "", language: str = "") -> Citizen:
        """Somebody new, with a phone on each channel. Raises ValueError when the number or account is taken."""
        account = telegram or str(5_000_000_000 + zlib.crc32(number.encode()))
        addresses = [("telegram", account)] + ([("whatsapp", number), ("sms", number)] if number else [])
        return self._add(name, number or f"telegram:{account}", language, addresses)

    def _add(self, name: str, key: str, language: str, addresses: list[tuple[str, str]]) -> Citizen:
        with self._ledger.whole():
            if any(self.phone(channel, address) for channel, address in addresses):
                raise ValueError("taken")
            [row] = self._sql(
                "insert into citizens (name, number, language) values (?, ?, ?) returning id", name, key, language
            )
            for channel, address in addresses:
                self._sql("insert into phones (channel, address, citizen) values (?, ?, ?)", channel, address, row[0])
            return self.citizen(row[0])

    def citizen(self, citizen_id: int) -> Citizen:
        """Raises LookupError when there is none."""
        rows = self._sql(
            "select p.*, c.name, c.number, c.language from citizens c join phones p on p.citizen = c.id where c.id = ?",
            citizen_id,
        )
        if not rows:
            raise LookupError(citizen_id)
        number = rows[0]["number"] if rows[0]["number"].startswith("+") else ""
        phones = tuple(Phone.of(row) for row in rows)
        return Citizen(citizen_id, rows[0]["name"], number, rows[0]["language"], phones)

    def newest(self, limit: int = 200) -> list[Citizen]:
        """The newest `limit` citizens, the oldest of them first."""
        rows = self._sql("select id from citizens order by id desc limit ?", limit)
        return [self.citizen(row["id"]) for row in reversed(rows)]

    def phone(self, channel: str, address: str) -> Phone | None:
        rows = self._sql(
            "select p.*, c.name, c.language from phones p join citizens c on c.id = p.citizen"
            " where p.channel = ? and p.address = ?",
            channel,
            address,
        )
        return Phone.of(rows[0]) if rows else None

    def meet(self, channel: str, address: str) -> Phone:
        """The phone with this address; a stranger is added to the world."""
        with self._ledger.whole():
            phone = self.phone(channel, address)
            if phone is None:
                self._stranger(channel, address)
                phone = self.phone(channel, address)
        if phone is None:
            raise LookupError(address)
        return phone

    def _stranger(self, channel: str, address: str) -> None:
        name = f"Citizen {address[-4:]}"
        if channel == "telegram":
            self.add(name, telegram=address)
        elif address.startswith("+"):
            self.add(name, number=address)
        else:  # a WhatsApp user who hides the number has an opaque id and no other phone
            self._add(name, f"whatsapp:{address}", "", [("whatsapp", address)])

    def mark(self, channel: str, address: str, **flags: object) -> None:
        """Set `blocked`, `opted_out` or `heard` of a phone."""
        if not FLAGS.issuperset(flags):
            raise KeyError(flags)
        names = ", ".join(f"{name} = ?" for name in flags)
        statement = f"update phones set {names} where channel = ? and address = ?"  # noqa: S608  (names checked above)
        with self._ledger.whole():
            self._sql(statement, *flags.values(), channel, address)
