"""How a district's data are cited, by people and by what manages their references."""

import json
import re
from datetime import date
from typing import Any

# What BibTeX would take for a sign of its own.
SIGNS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
LICENCE = "CC BY 4.0"


def plainly(words: str) -> str:
    """Return words so that BibTeX prints them as they are."""
    return re.sub(r"[\\~^&%$#_{}]", lambda found: SIGNS[found[0]], words)


def bibtex(*, key: str, title: str, address: str, read_on: date) -> str:
    """Return the entry for a bibliography in LaTeX."""
    fields = {
        "title": f"{{{plainly(title)}}}",
        "url": address,
        "urldate": read_on.isoformat(),
        "note": LICENCE,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"


def csl(*, key: str, title: str, address: str, read_on: date) -> str:
    """Return the entry in the JSON of the Citation Style Language, as Zotero takes it."""
    entry: dict[str, Any] = {
        "id": key,
        "type": "dataset",
        "title": title,
        "URL": address,
        "accessed": {"date-parts": [[read_on.year, read_on.month, read_on.day]]},
        "license": LICENCE,
    }
    return json.dumps([entry], ensure_ascii=False, indent=2)
