"""What we say: one file for each conversation. This is the whole list."""

from bot.flow import Book, bind
from flows import (
    cancel,
    confirm,
    consents,
    help,
    language,
    menu,
    more,
    person,
    polls,
    private,
    profile,
    report,
    results,
    resume,
    start,
    status,
    stop,
    welcome,
)

BOOK: Book = bind(
    (
        welcome.FLOW,
        menu.FLOW,
        report.FLOW,
        private.FLOW,
        resume.FLOW,
        status.FLOW,
        confirm.FLOW,
        more.FLOW,
        polls.FLOW,
        results.FLOW,
        language.FLOW,
        help.FLOW,
        person.FLOW,
        cancel.FLOW,
        stop.FLOW,
        start.FLOW,
        profile.FLOW,
        *consents.FLOWS,
    )
)
