"""Who may take a report on: colleagues in its office, or another office."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.permissions import WRITERS
from storage.office import Office, Staff
from storage.reports import Report


@dataclass(frozen=True, slots=True)
class Takers:
    colleagues: Sequence[Staff]
    offices: Sequence[Office]

    def chosen(self, value: str) -> tuple[Office | None, Staff | None] | None:
        """What the form sent ("", "staff 5", "office 3"); None when it is not on offer."""
        if not value:
            return None, None
        for someone in self.colleagues:
            if value == f"staff {someone.id}":
                return None, someone
        for office in self.offices:
            if value == f"office {office.id}":
                return office, None
        return None


def takers(session: Session, report: Report) -> Takers:
    there = select(Staff).where(Staff.office_id == report.office_id, Staff.active, Staff.role.in_(WRITERS))
    others = select(Office).where(Office.id != report.office_id).order_by(Office.code)
    return Takers(session.scalars(there.order_by(Staff.name)).all(), session.scalars(others).all())
