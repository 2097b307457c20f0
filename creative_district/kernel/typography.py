"""Spaces and apostrophes as each language sets them.

French puts a no-break space before : ; ! ? » and after «, and between a number and its
unit. U+00A0 is used throughout: the fonts lack the narrow U+202F.
"""

import re

NBSP = "\u00a0"
RULES = [
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    # Not inside an address or a time of day: there no space or bracket follows.
    (re.compile(r"(?<=[^\s:;!?])[ \u00a0]?([:;!?]+)(?=[\s)»]|$)"), NBSP + r"\1"),
    (re.compile(r"[ \u00a0]?»"), NBSP + "»"),
    (re.compile(r"«[ \u00a0]?"), "«" + NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b|EUR\b|€|%|mois\b|km\b)"), NBSP),
]
APOSTROPHE = RULES[0]


def typeset(text: str, language: str) -> str:
    """Return the text as a printer of that language would set it."""
    rules = RULES if language.startswith("fr") else [APOSTROPHE]
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text
