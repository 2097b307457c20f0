"""Hold the translations complete, or bring them up to date.

`python -m tests.catalogues [--update]`

With `--update` the texts of the code are collected and the catalogues compiled, which
needs gettext; what is new then waits for its translation in `locale/`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from creative_district.environment import ROOT
from creative_district.settings import LANGUAGES

SOURCE = "en"
NAME = re.compile(r"%\((\w+)\)")
UNSEEN = (".git", ".venv", "var", "node_modules", "tests", "docs")

Key = tuple[str | None, str, str]


def catalogue(language: str, root: Path = ROOT) -> Path:
    """Return where a language's catalogue is."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def languages() -> list[str]:
    """Return the languages that need a catalogue: all but the source's."""
    return sorted({code for code, _name in LANGUAGES} - {SOURCE})


def texts(entries: Iterable[polib.POEntry]) -> dict[Key, object]:
    """Return each text with its translation, or its plural translations."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural): (
            entry.msgstr_plural or entry.msgstr
        )
        for entry in entries
        if not entry.obsolete
    }


def faults_of(path: Path) -> Iterator[str]:
    """Yield what is missing in a catalogue and in its compiled form."""
    if not path.exists():
        yield "there is no catalogue"
        return
    entries = polib.pofile(str(path))
    for entry in entries.untranslated_entries():
        yield f"not translated: {entry.msgid!r}"
    for entry in entries.fuzzy_entries():
        yield f"fuzzy: {entry.msgid!r}"
    for entry in entries:
        if names := invented(entry):
            yield f"says {', '.join(names)}, unlike: {entry.msgid!r}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or texts(polib.mofile(str(compiled))) != texts(entries):
        yield "the compiled catalogue is not up to date: make messages"


def invented(entry: polib.POEntry) -> list[str]:
    """Return the placeholders of a translation that its text does not fill."""
    known = NAME.findall(entry.msgid + entry.msgid_plural)
    said = NAME.findall(" ".join([entry.msgstr, *entry.msgstr_plural.values()]))
    return sorted({*said} - {*known})


def differences(known: Iterable[Key], used: Iterable[Key]) -> Iterator[str]:
    """Yield what the code says and the catalogue does not know, and the reverse."""
    for _context, text, _plural in sorted(set(used) - set(known), key=str):
        yield f"not collected: {text!r}"
    for _context, text, _plural in sorted(set(known) - set(used), key=str):
        yield f"no longer used: {text!r}"


def collected(language: str) -> dict[Key, object]:
    """Return the texts that the code holds now, collected in a copy of it."""
    with tempfile.TemporaryDirectory(prefix="district-texts-") as scratch:
        copy = Path(scratch) / "code"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*UNSEEN))
        collect(language, copy)
        return texts(polib.pofile(str(catalogue(language, copy))))


def collect(language: str, root: Path) -> None:
    """Write the texts of the code below `root` into its catalogue."""
    command = [sys.executable, "-m", "django", "makemessages", "--locale", language]
    command += ["--no-wrap", "--add-location", "file", "--no-obsolete", "--verbosity=0"]
    for folder in UNSEEN:
        command += ["--ignore", folder]
    subprocess.run(command, cwd=root, env=without_settings(), check=True)


def compile_all() -> None:
    """Compile every catalogue."""
    for language in languages():
        path = catalogue(language)
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def without_settings() -> dict[str, str]:
    """Return an environment in which Django's commands work on the current folder."""
    return {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}


def check() -> int:
    """Print every fault of every catalogue; return the exit code."""
    faults = []
    for language in languages():
        path = catalogue(language)
        found = list(faults_of(path))
        if path.exists() and shutil.which("xgettext"):
            known = texts(polib.pofile(str(path)))
            found += differences(known, collected(language))
        faults += [f"{language}: {fault}" for fault in found]
    print("\n".join(faults) or "Every text is translated.")
    if not shutil.which("xgettext"):
        print("Not looked at: texts that were never collected (gettext is missing).")
    return 1 if faults else 0


def main() -> int:
    if "--update" not in sys.argv:
        return check()
    for language in languages():
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
        collect(language, ROOT)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
