"""The levels of places: what they are called, and how people say them when they type a name."""

from collections.abc import Mapping

from bot.words import Text, _

LEVELS: Mapping[str, Text] = {
    "world": _("all areas"),
    "country": _("country"),
    "governorate": _("governorate"),
    "province": _("province"),
    "region": _("region"),
    "county": _("county"),
    "district": _("district"),
    "sub_county": _("sub-county"),
    "metropolis": _("metropolis"),
    "municipality": _("municipality"),
    "sub_metro": _("sub-metro"),
    "commune": _("commune"),
}
UNSAID = frozenset({"world", "country"})  # nobody is "in Iraq" when a pipe leaks: never offered, never named

# Typed beside a name. Longer ones first where one contains the other; Khmer writes them without a space.
SAID: Mapping[str, frozenset[str]] = {
    word: frozenset(levels)
    for levels, words in (
        (("governorate", "province"), "governorate province muhafaza محافظة پارێزگا پارێزگای ខេត្ត mkoa"),
        (("province",), "រាជធានី"),
        (("region",), "region région región"),
        (("county",), "county kaunti comté condado"),
        (("district", "municipality"), "district qadha قضاء قەزا قەزای ស្រុក ខណ្ឌ wilaya distrito"),
        (("municipality", "metropolis"), "municipal municipality metropolitan metro metropolis ក្រុង بلدية شارەوانی"),
        (("district", "municipality", "metropolis"), "city town مدينة شار شاری mji ville ciudad"),
        (("sub_county",), "subcounty constituency"),
        (("commune",), "commune khum sangkat ឃុំ សង្កាត់ comuna"),
        (("district", "commune", "sub_metro"), "area ناحية ناحیە ناحیەی حي گەڕەک گەڕەکی eneo zone zona"),
    )
    for word in words.split()
}  # fmt: skip
