"""The few marks that staff set in a text of several parts: CommonMark, made safe.

Headings, lists, quotations, emphasis and links. HTML stays the letters that it is
written in, pictures and code have no meaning, and links lead to pages or people only.
"""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from creative_district.kernel.typography import typeset

LINKS = ("http://", "https://", "mailto:", "/", "#")
# Three ranks below the page's own heading are enough for a text.
LOWEST = 4

_parser = MarkdownIt(
    "commonmark", {"html": False, "breaks": True, "xhtmlOut": False}
).disable(["backticks", "code", "fence", "html_block", "html_inline", "image"])


def to_html(text: str, language: str) -> SafeString:
    """Return a text as HTML, typeset as in its language; its headings begin at h2."""
    tokens = _parser.parse(text)
    _rank(tokens)
    for token in tokens:
        _finish(token.children or (), language)
    html: str = _parser.renderer.render(tokens, _parser.options, {})
    # The renderer escapes what it is given.
    return SafeString(html)


def plain_text(text: str) -> str:
    """Return the words of a text without its marks, a line for each of its parts."""
    parts = (token.children for token in _parser.parse(text) if token.children)
    return "\n".join("".join(map(_words, part)) for part in parts)


def leads_somewhere(url: str) -> bool:
    """Whether a link may lead there: to a page, here or elsewhere, or to a mailbox."""
    return url.lower().startswith(LINKS) and not url.startswith("//")


# The parser asks this attribute; it has no argument for it.
_parser.validateLink = leads_somewhere  # type: ignore[method-assign]


def _rank(tokens: Sequence[Token]) -> None:
    """Set headings one rank lower, none more than one below the heading before it."""
    rank = 1
    for opened, closed in zip(tokens, tokens[2:], strict=False):
        if opened.type == "heading_open":
            rank = min(int(opened.tag[1]) + 1, rank + 1, LOWEST)
            opened.tag = closed.tag = f"h{rank}"


def _words(token: Token) -> str:
    return "\n" if token.type in {"softbreak", "hardbreak"} else token.content


def _finish(tokens: Iterable[Token], language: str) -> None:
    """Typeset the words of a line, and say of its links which lead elsewhere."""
    for token in tokens:
        if token.type == "text":
            token.content = typeset(token.content, language)
        elif token.type == "link_open" and "://" in str(token.attrs.get("href")):
            token.attrs["rel"] = "external"
