"""Thirty-six texts that have broken programs, percent-encoded as they are sent."""

from urllib.parse import quote

# What is no text in UTF-8 stands as bytes.
TEXTS: dict[str, str | bytes] = {
    "nul": "a\x00b",
    "nul alone": "\x00",
    "right to left": "\u202egnp.exe",
    "zero width": "a\u200bb\ufeffc\u2060",
    "lone surrogate": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\xfa",
    "cut short": b"caf\xc3",
    "overlong slash": b"..\xc0\xaf..\xc0\xafetc",
    "SQL": "' OR 1=1; DROP TABLE actions_action; --",
    "SQL union": '") UNION SELECT password, email FROM accounts_user --',
    "wildcards": "%_\\",
    "wildcards alone": "%%%",
    "words of FTS": 'NEAR("a" b) AND title:* NOT ^"',
    "words of tsquery": "a & !b | (c <-> d):*",
    "regular expression": "(a+)+$.*[[:alpha:]]{1,9999}",
    "printf": "%s%n%x%d%p",
    "format": "{0.__class__.__init__.__globals__}{settings.SECRET_KEY}",
    "template": "{{ 7*7 }}{% debug %}${7*7}#{7*7}<%= 7*7 %>",
    "script": "<script>alert(1)</script>",
    "attribute": "\"><img src=x onerror='alert(1)'>",
    "script address": "javascript:alert(1)//",
    "longer": "x" * 10_000,
    "many words": "a " * 4_000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈💥",
    "combining": "Z" + "\u0351\u0338\u0321" * 60,
    "header split": "x\r\nSet-Cookie: hostile=1\r\n\r\n<b>",
    "line separators": "a\u2028b\u0085c\x0bd",
    "formula": '=cmd|"/c calc"!A1',
    "formula of a sheet": "@SUM(1+1)*\t-2",
    "JSON": '{"$ne": null, "__proto__": {"admin": true}}',
    "XML entities": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "traversal": "../../../../etc/passwd",
    "shell": "; cat /etc/passwd | `id` $(id)",
    "numbers": "9" * 400,
    "not a number": "NaN",
    "escaped twice": "%2500%25%32%37",
}


def sent(text: str | bytes) -> str:
    """Return a text as it stands in an address."""
    return quote(text, safe="")


def shown(text: str | bytes) -> str:
    """Return a text as it would be shown by who takes no care."""
    return text.decode(errors="replace") if isinstance(text, bytes) else text
