"""Our scripts make no markup out of text, and need nothing from elsewhere."""

import re

from creative_district.environment import ROOT

FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    r"|https?://|\bimport\b"
)


def faults(source: str) -> list[str]:
    """Return what a script must not hold."""
    return FORBIDDEN.findall(source)


def test_scripts_are_plain() -> None:
    scripts = {path.name: path.read_text() for path in ROOT.glob("static/js/*.js")}

    assert "results.js" in scripts
    assert {name: faults(text) for name, text in scripts.items() if faults(text)} == {}


def test_faults_are_found() -> None:
    assert faults('a.innerHTML = b; import x from "https://y"') == [
        "innerHTML",
        "import",
        "https://",
    ]
