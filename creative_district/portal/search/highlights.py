"""Showing where in a text the words are that were asked for.

A word is marked by the rules by which it is found: whatever its accents, its ending in
the language of the text, or as the beginning of a longer one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from creative_district.kernel.text import Text
from creative_district.kernel.typography import typeset
from creative_district.portal.search.asked import Asked, Term
from creative_district.portal.search.words import Word, composed, words_in

# Letters of a text that a result shows, and of those before its first marked word.
EXCERPT = 220
BEFORE = 60

Span = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """A text in one language, with the places of what was asked for."""

    text: str
    language: str
    places: tuple[tuple[Span, Term], ...]

    @classmethod
    def of(cls, text: str, language: str, asked: Asked) -> "Passage":
        """Read a text as it will be shown."""
        shown = typeset(" ".join(composed(text).split(" ")), language)
        return cls(shown, language, tuple(sorted(_places(shown, language, asked))))

    @property
    def terms(self) -> set[Term]:
        """Which of the terms stand in it."""
        return {term for _span, term in self.places}

    def marked(self, start: int = 0, end: int | None = None) -> SafeString:
        """Return a part of the text as HTML, what was asked for in `mark`.

        Where the language is not the reader's, it is named.
        """
        end = len(self.text) if end is None else end
        html: list[SafeString] = []
        for (first, last), _term in self.places:
            if start <= first and last <= end:
                html.append(conditional_escape(self.text[start:first]))
                html.append(format_html("<mark>{}</mark>", self.text[first:last]))
                start = last
        html.append(conditional_escape(self.text[start:end]))
        return self._spoken(format_html_join("", "{}", ((part,) for part in html)))

    def excerpt(self) -> SafeString:
        """Return about as much of it as one takes in, where most terms are together."""
        place = self._best_place()
        start = max(0, min(place - BEFORE, len(self.text) - EXCERPT))
        if start:
            start = self.text.find(" ", start, place) + 1 or start
        end = start + EXCERPT
        if end < len(self.text):
            end = max(self.text.rfind(" ", place, end), 0) or end
        before = "… " if start else ""
        after = " …" if end < len(self.text) else ""
        return format_html("{}{}{}", before, self.marked(start, end), after)

    def _best_place(self) -> int:
        """Return where the part begins that has the most of the terms."""
        best, most, all_of_them = 0, 0, len(self.terms)
        for (first, _last), _term in self.places:
            if most == all_of_them:
                break
            near = {
                t for (s, e), t in self.places if first <= s and e <= first + EXCERPT
            }
            if len(near) > most:
                best, most = first, len(near)
        return best

    def _spoken(self, html: SafeString) -> SafeString:
        if not self.language or self.language == get_language():
            return html
        return format_html('<span lang="{}">{}</span>', self.language, html)


def title(text: Text | str, asked: Asked) -> SafeString:
    """Return a title in the reader's language, what was asked for marked."""
    if not isinstance(text, Text):
        return Passage.of(text, get_language() or "", asked).marked()
    rendered = text.rendered()
    return Passage.of(rendered.text, rendered.language, asked).marked()


def excerpt(texts: Sequence[Text], asked: Asked) -> SafeString:
    """Return the part of a record's texts that says why it was found.

    The reader's language comes first; where the words stand in another one alone, its
    text is shown. Where no text has them, the first begins.
    """
    if not texts:
        return SafeString()
    mine = [Passage.of(t.rendered().text, t.rendered().language, asked) for t in texts]
    best = max(mine, key=lambda passage: len(passage.terms))
    if not best.terms:
        others = (
            Passage.of(words, code, asked)
            for text in texts
            for code, words in text.items()
            if code != text.rendered().language
        )
        best = next((passage for passage in others if passage.terms), best)
    return best.excerpt()


def _places(text: str, language: str, asked: Asked) -> Iterator[tuple[Span, Term]]:
    """Yield where the terms stand; none of the places overlap."""
    words = list(words_in(text))
    taken: set[int] = set()
    for term in sorted(asked.terms, key=lambda each: -len(each.words)):
        for number in range(len(words) - len(term.words) + 1):
            span = range(number, number + len(term.words))
            there = [words[place] for place in span]
            if _stands(term, there, language) and not taken & set(span):
                taken.update(span)
                yield (words[span[0]].start, words[span[-1]].end), term


def _stands(term: Term, words: list[Word], language: str) -> bool:
    if term.is_phrase:
        return all(w.folded == t for w, t in zip(words, term.words, strict=True))
    return term.fits(words[0].folded, language)
