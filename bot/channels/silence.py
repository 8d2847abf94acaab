"""Client libraries write addresses, and with them tokens and numbers, into their logs. Not here."""

import logging


def hush(*libraries: str) -> None:
    """Let these loggers pass warnings only, whatever the log configuration says of the rest."""
    for name in libraries:
        logging.getLogger(name).setLevel(logging.WARNING)
