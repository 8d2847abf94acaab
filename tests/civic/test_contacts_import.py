"""A list of people is brought in whole or not at all, and never over anybody's own words."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from civic import audience, contact_files, contacts_import, people
from civic.contact_files import Unreadable
from civic.contacts_import import Changed, Terms
from storage.audience import ContactList, Profile
from storage.office import LogEntry, Staff
from storage.people import AddressRow, Citizen, Consent
from tests.civic.conftest import Town, a_citizen, area
from tests.civic.lists import TERMS, checked, csv_of, imported, person, xlsx_of
from tests.clock import Clock

FIRST, SECOND = "+9647701234567", "+9647701234568"


def counts(town: Town, list_id: int) -> dict[str, int]:
    with town.store.read() as session:
        return session.get_one(ContactList, list_id).counts


def how_many(session: Session, what: type) -> int:
    return session.scalar(select(func.count()).select_from(what)) or 0


def test_the_dry_run_changes_nobody_and_the_import_does_what_it_said(town: Town) -> None:
    terms = Terms("Women's platform", "Paper list, 3 March", ("invitations", "polls"), "IQ", "sms")
    content = csv_of(
        "Name,Phone,Channel,Language,Gender,Age,District,Role",
        "Zahra Example,0770 123 4567,,Arabic,F,19,Kufa,Women's group",
        "Ali Example,+964 770 123 4568,WhatsApp,kurdish,male,60+,,mukhtar",
        "Noor,73055182,telegram,,,,,",
    )
    list_id = checked(town, content, terms)
    said = counts(town, list_id)
    assert said == {
        "new": 3, "known": 0, "repeated": 0, "broken": 0, "new sms": 1, "new whatsapp": 1, "new telegram": 1,
        "consent invitations": 3, "consent polls": 3,
    }  # fmt: skip
    with town.store.read() as session:
        assert how_many(session, Citizen) == 0
    assert imported(town, list_id) == said
    with town.store.read() as session:
        row = person(session, town.store, FIRST)
        assert row is not None
        assert people.address_of(town.store, row) == FIRST
        assert people.name_of(town.store, row.citizen) == "Zahra Example"
        assert row.citizen.language == "ar"
        known = session.get_one(Profile, row.citizen_id)
        kufa = area(session, "iq-njf-kufa").id
        assert (known.sex, known.age_band, known.area_id, known.roles, known.source) == (
            "woman", "18-24", kufa, ["womens_group"], f"list {list_id}",
        )  # fmt: skip
        assert audience.agrees(session, row.citizen_id, "polls")
        assert not audience.agrees(session, row.citizen_id, "report")
        word = session.scalars(select(Consent).where(Consent.citizen_id == row.citizen_id)).first()
        assert word is not None
        assert word.notice == f"{people.NOTICE}/ar/list {list_id}"
        assert person(session, town.store, SECOND, "whatsapp")
        assert person(session, town.store, "73055182", "telegram")
        assert session.get_one(ContactList, list_id).sealed is None
        actions = session.scalars(select(LogEntry.action).order_by(LogEntry.id)).all()
        assert actions == ["check contacts", "import contacts"]


def test_never_over_her_own_words(town: Town) -> None:
    store = town.store
    with store.session() as session:
        hers = a_citizen(session, store, "ckb", FIRST)
        audience.describe(session, store, hers.citizen, sex="refused", area="unknown")
        audience.agree(session, store, hers, "invitations", False, "keyword")
        gone = a_citizen(session, store, "ar", SECOND)
        people.stop(session, store, gone)
        third = a_citizen(session, store, "ar", "+9647701234569")
        third.citizen.data_key = None
        ids = hers.citizen_id, gone.citizen_id, third.citizen_id
    content = csv_of(
        "phone,name,language,sex,age,area",
        f"{FIRST},Other Name,fr,woman,30,Kufa",
        f"{SECOND},,,,,",
        "+9647701234569,Erased Again,,woman,,",
    )
    list_id = checked(town, content)
    assert counts(town, list_id) == {"new": 0, "known": 3, "repeated": 0, "broken": 0}
    imported(town, list_id)
    with store.read() as session:
        citizen = session.get_one(Citizen, ids[0])
        assert (citizen.language, people.name_of(store, citizen)) == ("ckb", "Maryam")
        known = session.get_one(Profile, ids[0])
        assert (known.sex, known.age_band, known.area_id, known.area_told) == ("refused", "25-34", None, "unknown")
        assert known.source == f"herself, list {list_id}"
        assert audience.asked(known)
        assert not any(audience.agrees(session, one, "invitations") for one in ids)
        assert how_many(session, Profile) == 1
        assert session.get_one(Citizen, ids[2]).data_key is None


def test_a_list_with_broken_rows_waits_for_a_yes_to_leaving_them_out(town: Town) -> None:
    numbers = [f"077012340{n:02}" for n in range(18)]
    content = csv_of(
        "Phone;Name", *(f"{number};N" for number in numbers), "12345;Bad", ";Nobody", f"{numbers[0]};Twice"
    )
    list_id = checked(town, content)
    assert counts(town, list_id)["broken"] == 2
    with pytest.raises(Changed):
        imported(town, list_id)
    with town.store.read() as session:
        assert how_many(session, AddressRow) == 0
    done = imported(town, list_id, leave_out=2)
    assert (done["new"], done["repeated"], done["broken"]) == (18, 1, 2)
    with town.store.read() as session:
        contacts = session.get_one(ContactList, list_id)
        header, faults = contacts_import.broken(session, town.store, contacts)
        assert list(header) == ["Phone", "Name"]
        assert [(fault.row.number, fault.reason, fault.row.cells) for fault in faults] == [
            (20, "bad_number", ("12345", "Bad")),
            (21, "no_number", ("", "Nobody")),
        ]
        assert b"0770123" not in (contacts.sealed or b"")
    with pytest.raises(Changed):
        imported(town, list_id, leave_out=2)


class Unplugged(Exception):
    """The database goes away."""


def test_nothing_is_half_done_when_the_writing_fails(town: Town) -> None:
    list_id = checked(town, csv_of("phone", FIRST, SECOND))

    def unplug(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO consent"):
            raise Unplugged

    event.listen(town.store.engine, "before_cursor_execute", unplug)
    with pytest.raises(Unplugged):
        imported(town, list_id)
    event.remove(town.store.engine, "before_cursor_execute", unplug)
    with town.store.read() as session:
        assert how_many(session, Citizen) == 0
        assert session.get_one(ContactList, list_id).state == "checked"
    assert imported(town, list_id)["new"] == 2


def test_pressed_by_four_at_once_it_is_imported_once(town: Town) -> None:
    list_id = checked(town, csv_of("phone", FIRST, SECOND))
    together = Barrier(4)

    def press(_n: int) -> bool:
        together.wait()
        try:
            imported(town, list_id)
        except Changed:
            return False
        return True

    with ThreadPoolExecutor(4) as staff:
        assert sum(staff.map(press, range(4))) == 1
    with town.store.read() as session:
        assert how_many(session, Citizen) == 2
        assert how_many(session, Consent) == 2


def test_a_dropped_list_leaves_nothing(town: Town) -> None:
    list_id = checked(town, csv_of("phone", FIRST))
    with town.store.session() as session:
        contacts, staff = session.get_one(ContactList, list_id), session.get_one(Staff, town.zahra)
        contacts_import.drop(session, town.store, staff, contacts)
        assert contacts.sealed is None
        with pytest.raises(Changed):
            contacts_import.broken(session, town.store, contacts)
    with pytest.raises(Changed):
        imported(town, list_id)


def test_someone_who_wrote_since_the_dry_run_is_known_at_the_import(town: Town) -> None:
    list_id = checked(town, csv_of("phone", FIRST))
    with town.store.session() as session:
        a_citizen(session, town.store, "en", FIRST)
    assert (imported(town, list_id)["new"], counts(town, list_id)["known"]) == (0, 1)


def test_a_spreadsheet_with_a_title_and_numbers_as_numbers(town: Town) -> None:
    content = xlsx_of(
        ["Liste des participantes", None], [], ["Numéro de téléphone", "Nom complet", "Sexe", "Âge"],
        [9647701234567, "Zahra", "femme", 34], [7701234568.0, None, "homme", "18-24"], [None, None, None, None],
    )  # fmt: skip
    done = imported(town, checked(town, content))
    assert (done["new"], done["broken"]) == (2, 0)
    with town.store.read() as session:
        assert person(session, town.store, FIRST)
        assert person(session, town.store, SECOND)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_an_arabic_list_in_any_coding(town: Town, code: str) -> None:
    content = "الاسم,رقم الهاتف,الجنس,اللغة,المنطقة\nزهراء,٠٧٧٠١٢٣٤٥٦٧,أنثى,العربية,الكوفة".replace(
        "٠٧٧٠١٢٣٤٥٦٧", "07701234567"
    )
    imported(town, checked(town, content.encode(code)))
    with town.store.read() as session:
        row = person(session, town.store, FIRST)
        assert row is not None
        assert people.name_of(town.store, row.citizen) == "زهراء"
        assert session.get_one(Profile, row.citizen_id).sex == "woman"
        assert row.citizen.language == "ar"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("", "no_number"),
        ("123", "bad_number"),
        ("not a number", "bad_number"),
        ("9.64770E+12", "cut_number"),
        ("+964 1 717 1234", "landline"),
        ("07701234567,pigeon", "bad_channel"),
        ("07701234567,telegram", "bad_telegram"),
        ("@maryam,telegram", "bad_telegram"),
        (",telegram", "no_number"),
        ("07701234567,,Klingon", "bad_language"),
        ("07701234567,,,both", "bad_sex"),
        ("07701234567,,,,old", "bad_age"),
        ("07701234567,,,,200", "bad_age"),
        ("07701234567,,,,10-40", "bad_age"),
        ("07701234567,,,,,Atlantis", "no_area"),
        ("07701234567,,,,,Najaf", "many_areas"),
        ("07701234567,,,,,,wizard", "bad_role"),
    ],
)
def test_why_a_row_is_broken(town: Town, cells: str, reason: str) -> None:
    list_id = checked(town, csv_of("phone,channel,language,sex,age,area,role", cells or ",,,,,,wizard"))
    with town.store.read() as session:
        _header, faults = contacts_import.broken(session, town.store, session.get_one(ContactList, list_id))
        assert [(fault.row.number, fault.reason) for fault in faults] == [(2, reason)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n,,,\n", "empty"),
        (b"phone\n", "empty"),
        (b"+9647701234567,Zahra\n+9647701234568,Ali\n", "no_column"),
        (b"PK\x03\x04 and then nothing", "no_column"),
        (xlsx_of(["phone"], [FIRST])[:-40], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"phone\n" + b"+9647701234567\n" * (contact_files.MOST_ROWS + 1), "too_many"),
        (b"phone\n\0\n", "damaged"),
    ],
)
def test_what_is_no_list_is_refused(town: Town, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        checked(town, content)
    assert refused.value.reason == reason
    with town.store.read() as session:
        assert how_many(session, ContactList) == 0


def test_columns_that_are_not_used_are_named_and_numbers_never() -> None:
    header = ["Phone", "Shoe size", "07701234567"]
    assert contacts_import.unused(header, {"number": [0]}) == ["Shoe size"]


def test_numbers_of_another_country_need_their_code(town: Town) -> None:
    terms = Terms(TERMS.name, TERMS.agreed_where, TERMS.purposes, "KE", "sms")
    list_id = checked(town, csv_of("phone", "0712 345678", "+964 770 123 4567"), terms)
    assert imported(town, list_id)["new"] == 2
    with town.store.read() as session:
        assert person(session, town.store, "+254712345678")
        assert person(session, town.store, FIRST)


def test_a_list_is_forgotten_whether_imported_or_not(town: Town, clock: Clock) -> None:
    waiting, half = checked(town, csv_of("phone", FIRST)), checked(town, csv_of("phone", SECOND, "12"))
    imported(town, half, leave_out=1)
    clock.travel(hours=73)
    fresh = checked(town, csv_of("phone", FIRST))
    with town.store.begin() as connection:
        contacts_import.forget(connection, town.store.now() - timedelta(hours=72))
    with town.store.read() as session:
        assert [session.get_one(ContactList, one).sealed is None for one in (waiting, half, fresh)] == [
            True, True, False,
        ]  # fmt: skip
    with pytest.raises(Changed):
        imported(town, waiting)
