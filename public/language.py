"""Which language a page speaks: the one asked for, else the browser's, else the programme's first."""

from flask import current_app, g, request

from bot.words import DEFAULT, LANGUAGES

_ALSO = {"ku": "ckb"}  # what most browsers in the region call it


def offered() -> dict[str, str]:
    """Code to its own name, in the house's order."""
    spoken = current_app.extensions["jawab"].programme.languages
    return {code: name for code, name in LANGUAGES.items() if code in spoken} or {DEFAULT: LANGUAGES[DEFAULT]}


def choose() -> None:
    g.voice = current_app.extensions["jawab"].programme.voice(_wanted())


def _wanted() -> str:
    codes = list(offered())
    asked = request.args.get("lang") or ""
    if asked in codes:
        return asked
    accepted = [_ALSO.get(tag.split("-")[0].lower(), tag) for tag in request.accept_languages.values()]
    primary = (tag.split("-")[0].lower() for tag in accepted)
    return next((code for code in primary if code in codes), codes[0])
