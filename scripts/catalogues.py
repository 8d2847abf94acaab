"""Gathers the marked sentences of the product into the catalogue of every language."""

from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from bot.words import LANGUAGES, LOCALES

ROOT = LOCALES.parent
UNREVIEWED = tuple(
    code for code in LANGUAGES if code != "en"
)  # until a native reader has gone through them, and says so here
_REVIEWED = '"X-Reviewed: '
_NOISE = ("POT-Creation", "PO-Revision", "Generated-By", "Last-Translator", "Language-Team", "Report-Msgid")


def main() -> None:
    marked = template()
    for language in LANGUAGES:
        path = words(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(merged(language, marked), encoding="utf-8")
        missing = sum(1 for message in read(language) if message.id and not message.string)
        print(f"{language}: {len(marked)} sentences, {missing} not translated")


def words(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def template() -> Catalog:
    """Every sentence that the product marks, with the files that say it."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(project="Jawab", version="1")
    for name, _line, message, comments, context in extract_from_dir(
        ROOT, methods, options, comment_tags=("For translators:",)
    ):
        catalogue.add(message, None, [(name, 1)], auto_comments=comments, context=context)
    return catalogue


def read(language: str) -> Catalog:
    path = words(language)
    if not path.exists():
        return Catalog(locale=language, project="Jawab", version="1")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str, marked: Catalog) -> str:
    """This language's catalogue with what is new added and what is gone dropped. Dates are left to the history."""
    catalogue = read(language)
    catalogue.update(marked, no_fuzzy_matching=True)
    catalogue.fuzzy = False
    catalogue.header_comment = f"# Jawab in {Locale.parse(language).english_name}."
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    lines = [
        line for line in out.getvalue().decode().splitlines() if not line.startswith(tuple(f'"{n}' for n in _NOISE))
    ]
    end = lines.index('"Content-Transfer-Encoding: 8bit\\n"') + 1
    return "\n".join([*lines[:end], f'{_REVIEWED}{reviewed(language)}\\n"', *lines[end:], ""])


def reviewed(language: str) -> str:
    """What the catalogue says of itself; a new one says no."""
    if words(language).exists():
        for line in words(language).read_text(encoding="utf-8").splitlines():
            if line.startswith(_REVIEWED):
                return line.removeprefix(_REVIEWED).removesuffix('\\n"')
    return "no" if language in UNREVIEWED else "yes"


if __name__ == "__main__":
    main()
