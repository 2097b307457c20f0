"""The few marks that staff set in a text of several parts: CommonMark, made safe.

Headings, lists, quotations, emphasis and links. HTML stays the letters that it is
written in, pictures and code have no meaning, and links lead to pages or people only.
What comes out passes a sanitiser that knows the elements below and no others, so that
a fault of the parser shows as missing marks and never as a page that does something.
"""

from collections.abc import Iterable, Sequence

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from creative_district.kernel.typography import NBSP, typeset

LINKS = ("http://", "https://", "mailto:", "/", "#")
# Three ranks are enough for a text.
RANKS = 3
# So many letters are read in less than a second, whatever they are.
MOST_LETTERS = 20_000
SCHEMES = {"http", "https", "mailto"}
ELEMENTS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote"),
    *("ul", "ol", "li", "strong", "em", "a"),
}
ATTRIBUTES = {"a": {"href", "rel", "title"}, "ol": {"start"}}

_parser = MarkdownIt(
    "commonmark", {"html": False, "breaks": True, "xhtmlOut": False}
).disable(["backticks", "code", "fence", "html_block", "html_inline", "image"])


def to_html(text: str, language: str, below: int = 1) -> SafeString:
    """Return a text as HTML, typeset as in its language.

    Its headings begin one rank below that of the heading that it stands under.
    """
    tokens = _parser.parse(text)
    _rank(tokens, below)
    for token in tokens:
        _finish(token.children or (), language)
    return sanitised(_parser.renderer.render(tokens, _parser.options, {}))


def sanitised(html: str) -> SafeString:
    """Return what of some HTML we ever write ourselves; of all else the words."""
    clean = nh3.clean(
        html,
        tags=ELEMENTS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    # A hard space needs no name, which would cost bytes and be one more way to say it.
    return SafeString(clean.replace("&nbsp;", NBSP))


def plain_text(text: str) -> str:
    """Return the words of a text without its marks, a line for each of its parts."""
    parts = (token.children for token in _parser.parse(text) if token.children)
    return "\n".join("".join(map(_words, part)) for part in parts)


def leads_somewhere(url: str) -> bool:
    """Whether a link may lead there: to a page, here or elsewhere, or to a mailbox."""
    return url.lower().startswith(LINKS) and not url.startswith("//")


# The parser asks this attribute; it has no argument for it.
_parser.validateLink = leads_somewhere  # type: ignore[method-assign]


def _rank(tokens: Sequence[Token], below: int) -> None:
    """Set headings below a rank, none more than one below the heading before it."""
    rank = below
    for opened, closed in zip(tokens, tokens[2:], strict=False):
        if opened.type == "heading_open":
            rank = min(int(opened.tag[1]) + below, rank + 1, below + RANKS)
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
