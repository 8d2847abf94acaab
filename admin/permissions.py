"""Who may do what: one table of routes and roles, and which reports each person may see."""

from collections.abc import Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.words import Text, _
from storage.office import Area, Office, Staff
from storage.reports import Report

ROLES: Mapping[str, Text] = {
    "administrator": _("Administrator"),
    "manager": _("Manager"),
    "official": _("Official"),
    "focal_point": _("Focal point for private reports"),
    "oversight": _("Oversight (reads only)"),
    "facilitator": _("Facilitator of sessions"),
}

Roles = frozenset[str]
ANYONE: Roles = frozenset({""})  # also before logging in
EVERY: Roles = frozenset(ROLES)
READERS: Roles = frozenset({"administrator", "manager", "official", "oversight"})
WRITERS: Roles = frozenset({"administrator", "manager", "official"})
FOCAL: Roles = frozenset({"focal_point"})
ORGANISERS: Roles = frozenset({"administrator", "manager"})  # of what goes out to many
ADMINISTRATORS: Roles = frozenset({"administrator"})
HOSTS: Roles = WRITERS  # write sessions and invite to them; whose, see admin/meeting_scope.py
TICKERS: Roles = HOSTS | {"facilitator"}
GUESTS: Roles = TICKERS | {"oversight"}  # look at sessions
POLLSTERS: Roles = frozenset({"administrator", "manager"})  # write polls and see what came out of them
POLL_READERS: Roles = POLLSTERS | {"oversight"}

# Every route of the admin. What is not here is refused to everyone, and a test fails.
TABLE: Mapping[str, Roles] = {
    "static": ANYONE,
    "login.form": ANYONE,
    "login.enter": ANYONE,
    "login.speak": ANYONE,
    "login.leave": EVERY,
    "account.show": EVERY,
    "account.change_password": EVERY,
    "account.end_session": EVERY,
    "account.end_others": EVERY,
    "inbox.home": EVERY,
    "inbox.show": READERS,
    "inbox.rows": READERS,
    "inbox.find": READERS,
    "ticket.show": READERS,
    "ticket.timeline": READERS,
    "ticket.reply": WRITERS,
    "ticket.change_state": WRITERS,
    "ticket.note": WRITERS,
    "ticket.assign": WRITERS,
    "ticket.preview_words": WRITERS,
    "attachments.show": READERS,
    "private.inbox": FOCAL,
    "private.open_report": FOCAL,
    "private.close": FOCAL,
    "team.show": ADMINISTRATORS,
    "team.add": ADMINISTRATORS,
    "team.deactivate": ADMINISTRATORS,
    "team.activate": ADMINISTRATORS,
    "team.unlock": ADMINISTRATORS,
    "team.reset_password": ADMINISTRATORS,
    "broadcasts.show": ORGANISERS | {"oversight"},
    "broadcasts.page": ORGANISERS | {"oversight"},
    "broadcasts.live": ORGANISERS | {"oversight"},
    "broadcasts.pause": ORGANISERS,
    "broadcasts.resume": ORGANISERS,
    "broadcasts.cancel": ORGANISERS,
    "meetings.show": GUESTS,
    "meetings.page": GUESTS,
    "meetings.live": GUESTS,
    "meetings.calendar": GUESTS,
    "meetings.qr": GUESTS,
    "meeting_forms.new": HOSTS,
    "meeting_forms.create": HOSTS,
    "meeting_forms.edit": HOSTS,
    "meeting_forms.save": HOSTS,
    "meeting_forms.open_": HOSTS,
    "meeting_forms.cancel": HOSTS,
    "meeting_forms.hold": HOSTS,
    "meeting_invite.form": HOSTS,
    "meeting_invite.preview": HOSTS,
    "meeting_invite.send": HOSTS,
    "attendance.show": TICKERS,
    "attendance.tick": TICKERS,
    "polls.show_all": POLL_READERS,
    "polls.show": POLL_READERS,
    "polls.figures": POLL_READERS,
    "polls.export_csv": POLL_READERS,
    "polls.export_xlsx": POLL_READERS,
    "polls.qr": POLL_READERS,
    "polls.create": POLLSTERS,
    "polls.correct": POLLSTERS,
    "polls.close": POLLSTERS,
    "polls.send_results": POLLSTERS,
    "poll_writing.edit": POLLSTERS,
    "poll_writing.save": POLLSTERS,
    "poll_writing.preview": POLLSTERS,
    "contacts.show": ORGANISERS,
    "contacts.find": ORGANISERS,
    "contacts.page": ORGANISERS,
    "contact_lists.form": ORGANISERS,
    "contact_lists.check": ORGANISERS,
    "contact_lists.page": ORGANISERS,
    "contact_lists.bring": ORGANISERS,
    "contact_lists.drop": ORGANISERS,
    "contact_lists.broken": ORGANISERS,
    "segments.show": ORGANISERS,
    "segments.new": ORGANISERS,
    "segments.edit": ORGANISERS,
    "segments.count": ORGANISERS,
    "segments.add": ORGANISERS,
    "segments.save": ORGANISERS,
    "segments.remove": ORGANISERS,
    "letters.show": ADMINISTRATORS,
    "letters.replay": ADMINISTRATORS,
    "letters.resend": ADMINISTRATORS,
}
UNSEEN = ("private.",)  # to others these routes do not exist: 404 instead of 403


def may(staff: Staff | None, endpoint: str | None) -> bool:
    """Whether this person may use this route. Undeclared routes are refused."""
    roles = TABLE.get(endpoint or "", frozenset())
    return roles == ANYONE or (staff is not None and staff.role in roles)


def visible_offices(session: Session, staff: Staff) -> frozenset[int] | None:
    """The offices whose reports this person may see; None means all of them."""
    if staff.role == "administrator" or (staff.office_id is None and staff.role in READERS):
        return None
    if staff.office_id is None or staff.role not in READERS:
        return frozenset()
    if staff.role == "official":
        return frozenset({staff.office_id})
    area_id = select(Office.area_id).where(Office.id == staff.office_id).scalar_subquery()
    return frozenset(session.scalars(select(Office.id).where(Office.area_id.in_(below(area_id)))))


def below(area_id: object) -> Select[int]:
    """The ids of an area and of all that lies within it."""
    tree = select(Area.id).where(Area.id == area_id).cte("tree", recursive=True)
    tree = tree.union(select(Area.id).where(Area.parent_id == tree.c.id))
    return select(tree.c.id)


def visible_reports(session: Session, staff: Staff) -> Select[Report]:
    """All reports that this person may see: every list, search and count starts from here."""
    offices = visible_offices(session, staff)
    statement = select(Report)
    return statement if offices is None else statement.where(Report.office_id.in_(offices))
