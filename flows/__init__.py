"""What we say: one file for each conversation. This is the whole list."""

from bot.flow import Book, bind
from flows import (
    cancel,
    confirm,
    help,
    language,
    menu,
    more,
    person,
    private,
    report,
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
        language.FLOW,
        help.FLOW,
        person.FLOW,
        cancel.FLOW,
        stop.FLOW,
        start.FLOW,
    )
)
