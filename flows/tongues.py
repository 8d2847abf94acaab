"""The one question that is asked in all languages at once."""

from bot.choices import Option
from bot.words import LANGUAGES, Text, _

QUESTION = _("Choose language / اختر اللغة / زمان هەڵبژێرە / ជ្រើសរើសភាសា / Chagua lugha / Langue / Idioma:")
_ALSO = {  # how people name a language that is not the one we speak just now
    "en": ("انجليزي", "الإنجليزية", "ئینگلیزی", "អង់គ្លេស", "kiingereza", "anglais", "inglés"),
    "ar": ("arabic", "arabi", "عربي", "عەرەبی", "arabe", "árabe", "kiarabu"),
    "ckb": ("kurdish", "kurdi", "sorani", "سۆرانی", "كردي", "الكردية", "kurde", "kurdo"),
    "km": ("khmer", "cambodian", "ភាសាខ្មែរ"),
    "sw": ("swahili", "سواحيلي"),
    "fr": ("french", "francais", "فرنسي", "kifaransa", "francés"),
    "es": ("spanish", "espanol", "castellano", "اسباني", "espagnol", "kihispania"),
}

OPTIONS = tuple(Option(code, Text(name), also=_ALSO[code]) for code, name in LANGUAGES.items())
