"""Which office answers for a service in a place. There is always one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.vocabulary import GROUPS
from civic import areas
from storage.office import Area, Office

LAST_RESORT = "programme-desk"
_NAMES = {
    "en": "Programme desk",
    "ar": "مكتب البرنامج",
    "ckb": "نووسینگەی پرۆگرام",
    "km": "ការិយាល័យកម្មវិធី",
    "sw": "Ofisi ya programu",
    "fr": "Bureau du programme",
    "es": "Oficina del programa",
}


def route(session: Session, group: str, area_id: int | None) -> Office:
    """The office for this service group nearest above the place; the programme's own desk when there is none."""
    serving = {
        office.area_id: office
        for office in session.scalars(select(Office).order_by(Office.id.desc()))  # of equals, the first founded
        if group in office.groups
    }
    for node in areas.gazetteer(session).lineage(area_id):
        if office := serving.get(node.id):
            return office
    return last_resort(session)


def last_resort(session: Session) -> Office:
    """The desk that sends on what belongs to nobody yet. Made when it is not there."""
    desk = session.scalars(select(Office).where(Office.code == LAST_RESORT)).one_or_none()
    if desk is None:
        root = session.scalars(select(Area).where(Area.code == areas.ROOT)).one_or_none()
        if root is None:
            areas.load(session)
            root = session.scalars(select(Area).where(Area.code == areas.ROOT)).one()
        desk = Office(code=LAST_RESORT, names=_NAMES, area_id=root.id, groups=list(GROUPS))
        session.add(desk)
        session.flush()
    return desk
