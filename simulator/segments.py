"""How many parts a carrier bills for a text: GSM 03.38 septets, else UCS-2 code units."""

from typing import Literal

import regex

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a character: two septets that may not be parted


def count(text: str) -> tuple[int, Literal["GSM-7", "UCS-2"]]:
    """Parts and alphabet. An empty text is one part. Graphemes are kept whole, as Twilio's calculator does."""
    if set(text) <= BASIC | EXTENDED:
        return _fill([2 if letter in EXTENDED else 1 for letter in text], 160, 153), "GSM-7"
    clusters = regex.findall(r"\X", text)
    return _fill([len(cluster.encode("utf-16-le", "surrogatepass")) // 2 for cluster in clusters], 70, 67), "UCS-2"


def _fill(costs: list[int], alone: int, joined: int) -> int:
    """`alone` units fit a single part; each of several carries `joined`, the header taking the rest."""
    if sum(costs) <= alone:
        return 1
    parts, used = 1, 0
    for cost in costs:
        if used and used + cost > joined:
            parts, used = parts + 1, 0
        used += cost
        while used > joined:  # a cluster longer than a part
            parts, used = parts + 1, used - joined
    return parts
