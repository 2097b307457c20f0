"""How a district's data are cited, by people and by what manages their references."""

import json
import re
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Citation:
    """A district's data as of the day on which they were read."""

    key: str
    title: str
    address: str
    read_on: date

    @property
    def bibtex(self) -> str:
        """The entry for a bibliography in LaTeX."""
        fields = {
            "title": f"{{{plainly(self.title)}}}",
            "url": self.address,
            "urldate": self.read_on.isoformat(),
            "note": LICENCE,
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{self.key},\n{lines}\n}}"

    @property
    def csl(self) -> str:
        """The entry in JSON of the Citation Style Language, as Zotero takes it."""
        day = self.read_on
        entry: dict[str, Any] = {
            "id": self.key,
            "type": "dataset",
            "title": self.title,
            "URL": self.address,
            "accessed": {"date-parts": [[day.year, day.month, day.day]]},
            "note": LICENCE,
        }
        return json.dumps([entry], ensure_ascii=False, indent=2)
