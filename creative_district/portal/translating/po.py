"""Files in gettext's PO format, as agencies and their tools read and write them.

Pure: knows texts with an address, and no record.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from tempfile import NamedTemporaryFile

import polib  # type: ignore[import-untyped]  # comes without types
from django.utils.translation import gettext as _

MOST_BYTES = 3_000_000
MOST_TEXTS = 10_000
# Of one text: polib adds line to line, in a time that grows with the square.
MOST_LINES = 2_000
FUZZY = "fuzzy"
LINE = re.compile(r"\(line (\d+)\)")


class FileError(Exception):
    """A file that cannot be used, and why, in words."""


@dataclass(frozen=True)
class Unit:
    """One text: where it belongs, what it is in one language, and in another."""

    address: str
    source: str
    words: str
    # Whether the translation is not to be relied on.
    is_fuzzy: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Catalogue:
    """A file that was read: the language that it translates into, and its texts."""

    language: str
    units: tuple[Unit, ...]


def head(language: str, name: str) -> str:
    """Return the beginning of a file."""
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": name,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return f"{catalogue.metadata_as_entry()}\n"


def entry(unit: Unit) -> str:
    """Return one text as it stands in a file."""
    written = polib.POEntry(
        msgctxt=unit.address,
        msgid=unit.source,
        msgstr=unit.words,
        comment=unit.comment,
        flags=[FUZZY] if unit.is_fuzzy else [],
    )
    return f"{written.__unicode__(wrapwidth=0)}\n"


def read(raw: bytes) -> Catalogue:
    """Return what a file holds; raise `FileError` where it is none, or too large."""
    lines = list(lines_of(raw))
    refuse_long(lines)
    found = parsed(lines)
    if len(found) > MOST_TEXTS:
        # Translators: “Le fichier contient plus de %(most)d textes.”
        raise FileError(
            _("The file has more than %(most)d texts.") % {"most": MOST_TEXTS}
        )
    if any(one.msgid_plural for one in found):
        # Translators: “Le fichier contient des formes du pluriel ; aucun texte n’en a.”
        raise FileError(_("The file has plural forms; none of the texts has any."))
    return Catalogue(
        found.metadata.get("Language", ""),
        tuple(
            Unit(one.msgctxt or "", one.msgid, one.msgstr, FUZZY in one.flags)
            for one in found
        ),
    )


def lines_of(raw: bytes) -> Iterator[str]:
    """Yield the lines of a file; those of comments are empty."""
    if len(raw) > MOST_BYTES:
        raise too_large()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Translators: “Le fichier n’est pas en UTF-8.”
        raise FileError(_("The file is not in UTF-8.")) from error
    if "\x00" in text:
        # Translators: “Le fichier contient un caractère nul.”
        raise FileError(_("The file holds a null character."))
    for line in text.replace("\r\n", "\n").split("\n"):
        is_comment = line.startswith("#") and not line.startswith("#,")
        yield "" if is_comment else line


def too_large() -> FileError:
    """Return the refusal of a file that nobody reads."""
    # Translators: “Le fichier dépasse %(most)d Mo.”
    said = _("The file is larger than %(most)d MB.")
    return FileError(said % {"most": MOST_BYTES // 1_000_000})


def refuse_long(lines: Iterable[str]) -> None:
    """Raise `FileError` if one text has more lines than any of ours."""
    for is_more, run in groupby(lines, lambda line: line.lstrip().startswith('"')):
        if is_more and sum(1 for _line in run) > MOST_LINES:
            # Translators: “Un texte du fichier a plus de %(most)d lignes.”
            said = _("A text of the file has more than %(most)d lines.")
            raise FileError(said % {"most": MOST_LINES})


def parsed(lines: Iterable[str]) -> polib.POFile:
    """Return the file as polib reads it.

    It gets a file of its own: polib opens whatever a text happens to be the name of.
    """
    with NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".po") as copy:
        copy.write("\n".join(lines))
        copy.flush()
        try:
            return polib.pofile(copy.name, encoding="utf-8", wrapwidth=0)
        except (OSError, ValueError, LookupError) as error:
            line = LINE.search(str(error))
            # Translators: “Ce n’est pas un fichier PO : ligne %(line)s illisible.”
            said = _("This is no PO file: line %(line)s cannot be read.")
            raise FileError(said % {"line": line[1] if line else "?"}) from error
