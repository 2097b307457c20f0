"""The markup of a mail as a strict reader sees it: elements, styles and colours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br"}
# These stand inside a sentence; everything else begins a new one.
INSIDE = {"strong", "span"}


@dataclass(eq=False)
class Element:
    """An element with what it holds: elements and texts."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def style(self) -> dict[str, str]:
        return declarations(self.attributes.get("style", ""))

    @property
    def line(self) -> "Iterator[Element]":
        """The element and those around it, the innermost first."""
        element: Element | None = self
        while element:
            yield element
            element = element.parent

    def all(self) -> "Iterator[Element]":
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()

    def inherited(self, name: str) -> str:
        return next((e.style[name] for e in self.line if name in e.style), "")

    @property
    def is_silent(self) -> bool:
        """Whether no reader is told what it holds."""
        return any(
            e.tag == "head" or e.attributes.get("aria-hidden") or is_hidden(e)
            for e in self.line
        )


def is_hidden(element: Element) -> bool:
    return element.style.get("display") == "none"


def declarations(style: str) -> dict[str, str]:
    """Return the properties of a style; fail on a property that is named twice."""
    found: dict[str, str] = {}
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        name, value = (part.strip() for part in declaration.split(":", 1))
        assert name not in found, style
        found[name] = value
    return found


class Reader(HTMLParser):
    """Reads HTML that closes what it opens, and fails on any other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"{tag}: an attribute twice"
        assert all(value is not None for _name, value in attrs), tag
        element = Element(tag, dict(attrs), self.open)  # type: ignore[arg-type]
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}>"
        assert self.open.parent
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment goes out: {data}")


def read(html: str) -> Element:
    """Return the root of a page; fail unless every element is closed."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.tag}> stays open"
    return reader.root


def phrases(element: Element) -> Iterator[str]:
    """Yield what a reader is told, piece by piece: a sentence stays in one piece."""
    words: list[str] = []

    def walk(element: Element) -> Iterator[str]:
        for child in element.children:
            if isinstance(child, str):
                words.append(child)
            elif child.tag in INSIDE:
                yield from walk(child)
            else:
                yield said()
                if not child.is_silent:
                    yield from walk(child)
                yield said()

    def said() -> str:
        phrase = " ".join("".join(words).split())
        words.clear()
        return phrase

    yield from (phrase for phrase in walk(element) if phrase)
    if last := said():
        yield last


def dark_rules(root: Element) -> dict[str, dict[str, str]]:
    """Return what each class looks like in the dark."""
    (style,) = [e for e in root.all() if e.tag == "style"]
    (css,) = style.children
    assert isinstance(css, str)
    found = re.fullmatch(
        r"\s*@media \(prefers-color-scheme: dark\) \{(.*)\}\s*", css, re.DOTALL
    )
    assert found, css
    rules = re.findall(r"\.([a-z]+) \{ ([^{}]*) \}", found[1])
    return {
        name: {
            prop: value.removesuffix(" !important")
            for prop, value in declarations(body).items()
        }
        for name, body in rules
    }


def colours(
    element: Element, dark: dict[str, dict[str, str]] | None = None
) -> tuple[str, str]:
    """Return the colour of an element's text, and of what lies behind it."""

    def look(name: str) -> str:
        for around in element.line:
            by_class = (dark or {}).get(around.attributes.get("class", ""), {})
            if value := by_class.get(name) or around.style.get(name):
                return value
        raise AssertionError(f"{element.tag} has no {name}")

    return look("color"), look("background-color")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
