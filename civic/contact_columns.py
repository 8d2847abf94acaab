"""What the columns of a list are called, in English, Arabic and French, and what stands in them."""

from collections.abc import Mapping, Sequence
from functools import cache

import regex
from babel import Locale

from bot.folding import fold
from bot.vocabulary import AGE_BANDS, COMES_AS, SEXES
from bot.words import LANGUAGES, Voice

CALLED: Mapping[str, str] = {
    "number": "phone, phone number, phone no, mobile, mobile number, mobile phone, number, tel, telephone,"
    "msisdn, cell, contact number, whatsapp, whatsapp number, sms,"
    "الهاتف, هاتف, رقم الهاتف, رقم هاتف, الجوال, جوال, رقم الجوال,"
    "موبايل, الموبايل, رقم الموبايل, النقال, رقم النقال, الرقم, رقم, تلفون, téléphone, numéro, numéro de téléphone,"
    "n° de téléphone, portable, tél, gsm, numéro whatsapp",
    "telegram": "telegram, telegram id, id telegram, تيليجرام, تلغرام, تليجرام, معرف تلغرام, معرف تليجرام,"
    "رقم تلغرام, identifiant telegram",
    "channel": "channel, القناة, قناة, canal",
    "name": "name, full name, names, الاسم, اسم, الاسم الكامل, الاسم الثلاثي, nom, nom complet, nom et prénom, noms",
    "language": "language, lang, اللغة, لغة, langue",
    "sex": "sex, gender, الجنس, جنس, النوع, النوع الاجتماعي, sexe, genre",
    "age": "age, age group, age band, العمر, عمر, الفئة العمرية, السن, âge, tranche d'âge, groupe d'âge",
    "area": "area, district, place, location, city, town, region, المنطقة, منطقة, القضاء, قضاء, الناحية, المدينة,"
    "المكان, المحافظة, zone, quartier, ville, lieu, localité, région, commune",
    "role": "role, group, comes as, الصفة, صفة, الدور, المجموعة, مجموعة, rôle, qualité, groupe, fonction",
}
CHANNELS: Mapping[str, str] = {
    "sms": "sms, text, text message, phone, رسالة, رسائل نصية, texto",
    "whatsapp": "whatsapp, whats app, واتساب, واتس اب, واتس",
    "telegram": "telegram, تيليجرام, تلغرام, تليجرام",
}
_SEXES = {
    "woman": "woman, female, f, w, girl, امرأة, أنثى, انثى, ث, نساء, سيدة, femme, féminin, fille",
    "man": "man, male, m, boy, رجل, ذكر, ذ, رجال, homme, masculin, h, garçon",
}
_ROLES = {
    "resident": "citizen, مواطن, مواطنة, citoyen, citoyenne, habitant, habitante",
    "womens_group": "women group, women, منظمة نسائية, مجموعة نساء, groupe de femmes",
    "youth_group": "youth, شباب, مجموعة شباب, jeunes, groupe de jeunes",
    "cso": "cso, ngo, civil society, منظمة, مجتمع مدني, منظمة مجتمع مدني, ong, osc, société civile",
    "mukhtar": "mukhtar, local leader, chief, مختار, المختار, chef",
    "official": "government, موظف, مسؤول, fonctionnaire",
    "media": "journalist, إعلام, صحفي, إعلامي, média, médias, journaliste",
    "academic": "university, school, teacher, جامعة, أستاذ, مدرس, université, enseignant",
}
_LANGUAGES = {"ckb": "kurdish, kurdi, sorani, كردي, الكردية, كردية, kurde", "sw": "kiswahili", "km": "cambodian"}
_ENDS = regex.compile(r"^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$")
_BAND = regex.compile(r"^(\d{1,3})\D{1,5}(\d{1,3})$")
_OLDEST = 120


def columns(header: Sequence[str]) -> dict[str, list[int]]:
    """Which columns hold what. Several may hold the same: then the first that is filled counts."""
    found: dict[str, list[int]] = {}
    for at, name in enumerate(header):
        if field := _names().get(_key(name)):
            found.setdefault(field, []).append(at)
    return found


@cache
def _names() -> dict[str, str]:
    return _by_key(CALLED)


def channel(said: str) -> str | None:
    return _channels().get(_key(said))


@cache
def _channels() -> dict[str, str]:
    return _by_key(CHANNELS)


def sex(said: str) -> str | None:
    return _labelled("sex").get(_key(said))


def role(said: str) -> str | None:
    return _labelled("role").get(_key(said))


def language(said: str) -> str | None:
    return _spoken().get(_key(said))


def age(said: str) -> str | None:
    """The band of an age in years, of a band as we write it, or of one that lies within one of ours."""
    if known := _labelled("age").get(_key(said)):
        return known
    years = fold(said)
    if years.isdecimal():
        return band(int(years))
    if found := _BAND.match(years):
        least, most = band(int(found[1])), band(int(found[2]))
        return least if least == most else None
    return None


def band(years: int) -> str | None:
    if not 0 < years <= _OLDEST:
        return None
    return next(
        code for least, code in ((60, "60+"), (35, "35-59"), (25, "25-34"), (18, "18-24"), (0, "u18")) if years >= least
    )


@cache
def _labelled(what: str) -> dict[str, str]:
    """Codes by themselves, by their labels in every language, and by what else people write."""
    labels, others = {
        "sex": (SEXES, _SEXES),
        "age": (AGE_BANDS, {}),
        "role": (COMES_AS, _ROLES),
    }[what]
    known = {_key(code): code for code in labels}
    for spoken in LANGUAGES:
        known |= {_key(Voice(spoken).say(label)): code for code, label in labels.items()}
    return known | _by_key(others)


@cache
def _spoken() -> dict[str, str]:
    known = {_key(code): code for code in LANGUAGES} | {_key(name): code for code, name in LANGUAGES.items()}
    for reader in ("en", "ar", "fr"):
        for code in LANGUAGES:
            known.setdefault(_key(Locale.parse(code).get_display_name(reader) or code), code)
    return known | _by_key(_LANGUAGES)


def _by_key(words: Mapping[str, str]) -> dict[str, str]:
    return {_key(word): code for code, several in words.items() for word in several.split(",")}


def _key(said: str) -> str:
    return _ENDS.sub("", fold(said))
