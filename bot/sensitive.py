"""Does it sound like a private matter? A wrong alarm costs one question; a miss may cost far more."""


def looks_sensitive(text: str, language: str) -> bool:
    return "bribe" in text
