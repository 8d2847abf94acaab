"""The door for everyone: what the programme does, in numbers, and how one report stands. No personal data here."""

from flask import Flask, g

from bot.words import Text, Voice
from civic.programme import Programme
from public import headers, language, pages, polls, problems, sessions
from public.figures import Figures
from public.limits import Limit
from storage.db import Store

LONGEST_FORM = 4096  # bytes; a reference needs forty
# Of one client in a minute. A street of phones may share one address; and who guesses at ten thousand reports meets
# one in two days, and reads nobody's words.
LOOK_UPS = 30


def create_app(store: Store, programme: Programme) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_FORM
    app.extensions["jawab"] = pages.Office(
        store=store,
        programme=programme,
        figures=Figures(store),
        limit=Limit(LOOK_UPS, seconds=60, now=store.now),
    )
    headers.install(app)
    problems.install(app)
    app.before_request(language.choose)
    app.register_blueprint(pages.PAGES)
    app.register_blueprint(polls.PAGES)
    app.register_blueprint(sessions.PAGES)
    app.context_processor(_words)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _words() -> dict[str, object]:
    """What every template may say: `_` speaks the reader's language."""
    voice: Voice = g.voice

    def say(text: str, **blanks: object) -> str:
        return voice.say(Text(text), **blanks)

    return {
        "_": say,
        "voice": voice,
        "lang": voice.language,
        "dir": "rtl" if voice.right_to_left else "ltr",
        "languages": language.offered(),
    }
