"""What supports the facts of a page: statements, sources numbered by appearance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from creative_district.kernel.dates import Confidence, PartialDate, Status
from creative_district.kernel.text import Text
from programme.grade import Grade, grade_of
from programme.models import Source, Statement


class Numbered(NamedTuple):
    """A source and its number on the page."""

    number: int
    source: Source

    @property
    def domain(self) -> str:
        """The site that it stands on."""
        return urlsplit(self.source.url).netloc.removeprefix("www.")


@dataclass
class Evidence:
    """How well one fact is supported, and by what."""

    status: Status
    confidence: Confidence
    note: Text
    sources: list[Numbered] = field(default_factory=list)

    @property
    def grade(self) -> Grade:
        """How well it is known, in a word."""
        return grade_of(self.status, self.confidence, source_count=len(self.sources))

    @property
    def reason(self) -> str:
        """One sentence that says why this grade."""
        primary = Source.Weight.PRIMARY in (each.source.weight for each in self.sources)
        match self.grade:
            case Grade.ANNOUNCED:
                return _("A source announced it; none found confirms it.")
            case Grade.DISPUTED:
                return _("Other sources say otherwise.")
            case Grade.INFERRED:
                return _("Worked out from what the sources say.")
            case _ if not self.sources:
                return _("No source is attached yet.")
            case _ if len(self.sources) > 1 and primary:
                return _("Several sources agree, a primary one among them.")
            case _ if len(self.sources) > 1:
                return _("Several sources agree.")
            case _ if primary:
                return _("A primary source states it.")
            case _:
                return _("One secondary source states it.")


class Provenance:
    """The statements of a page's records; numbers sources in order of first use."""

    def __init__(self) -> None:
        self._statements: dict[tuple[int, int, str], Statement] = {}
        self._numbers: dict[int, Numbered] = {}

    def load(self, *records: Iterable[models.Model]) -> None:
        """Fetch what is said of the records: two queries, however many they are."""
        found = [record for group in records for record in group]
        for statement in Statement.objects.about(found):
            place = (statement.content_type_id, statement.object_id, statement.field)
            self._statements[place] = statement

    def of(self, record: models.Model, name: str = "") -> Evidence | None:
        """Return the evidence of a field, else of the whole record, else None."""
        kind = ContentType.objects.get_for_model(record).pk
        value = getattr(record, name, None) if name else None
        for place in ((kind, record.pk, name), (kind, record.pk, "")):
            if statement := self._statements.get(place):
                graded = value if isinstance(value, PartialDate) else statement
                return Evidence(
                    Status(graded.status),
                    Confidence(graded.confidence),
                    statement.note if place[2] == name else Text(),
                    self.number(statement.sources.all()),
                )
        if isinstance(value, PartialDate):
            return Evidence(value.status, value.confidence, Text())
        return None

    def number(self, sources: Iterable[Source]) -> list[Numbered]:
        """Return public sources by their numbers on this page."""
        return sorted(
            self._numbers.setdefault(
                source.pk, Numbered(len(self._numbers) + 1, source)
            )
            for source in sources
        )

    @property
    def listed(self) -> list[Numbered]:
        """The sources that the page has used so far, by number."""
        return list(self._numbers.values())
