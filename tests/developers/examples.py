"""The examples that the developers' page shows, taken from the page and run."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import NamedTuple

SECTION = re.compile(
    r'<section class="section" aria-labelledby="(\w+)">(.*?)</section>', re.DOTALL
)
SHOWN = re.compile(
    r'<figure class="example example--(\w+)".*?(?:class="example__file">([^<]*)<.*?)?'
    r"</figcaption>\s*<pre[^>]*><code[^>]*>(.*?)</code></pre>\s*</figure>",
    re.DOTALL,
)


# What has curl say which status it got, unless an example says what it is to say.
CURLRC = 'write-out = "%{stderr}[status %{http_code}]"\n'
REFUSED = re.compile(r"\[status ([45][0-9]{2})\]")


class Example(NamedTuple):
    """What a page shows: where, of which kind, as which file, and the answer to it."""

    section: str
    kind: str
    file: str
    code: str
    answer: str | None


def examples(page: str) -> Iterator[Example]:
    """Yield the examples of a page, each with the answer that follows it."""
    assert len(SHOWN.findall(page)) == page.count("<figure")
    for section, content in SECTION.findall(page):
        found = [
            (kind, file, unescape(code)) for kind, file, code in SHOWN.findall(content)
        ]
        for place, (kind, file, code) in enumerate(found):
            following = found[place + 1] if place + 1 < len(found) else None
            has_answer = following and following[0] == "answer"
            answer = following[2] if following and has_answer else None
            if kind != "answer":
                yield Example(section, kind, file, code, answer)


def run(example: Example, folder: Path, known: Mapping[str, str]) -> str:
    """Do in a folder what an example says, and return what it prints; it must succeed.

    An address is fetched. No request may be refused, unless the page shows how.
    """
    (folder / ".curlrc").write_text(CURLRC)
    match example.kind:
        case "shell":
            command = ["bash", "-euo", "pipefail", "-c", example.code]
        case "address":
            command = ["curl", "--fail", "--silent", example.code]
        case "python":
            file = folder / (example.file or "example.py")
            file.write_text(example.code)
            command = [sys.executable, "-W", "error", str(file)]
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONIOENCODING": "utf-8",
            **known,
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    said = done.stderr.decode()
    assert done.returncode == 0, f"{example.code}\n{said}"
    for status in REFUSED.findall(said):
        assert f'"status": {status}' in (example.answer or ""), example.code
    return done.stdout.decode()


def is_answered(example: Example, printed: str) -> bool:
    """Whether an example printed the answer that the page shows, or more than that."""
    try:
        return json.loads(example.answer or "") == json.loads(printed)
    except ValueError:
        shown, said = (
            text.replace("\r\n", "\n") for text in (example.answer or "", printed)
        )
        return shown.strip() in said
