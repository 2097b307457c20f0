"""What a file that comes back from an agency changes, and writing that: all or nothing.

The rows decide: a file is compared with them when it is shown, and again when it is
written. What it says of texts that are not there, or not this person's, is refused.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from creative_district.kernel.coverage import served_by, source_of, texts_of
from creative_district.kernel.record import Record
from creative_district.kernel.translating import translate
from creative_district.portal.translating.kinds import Kind, address_of
from creative_district.portal.translating.po import Unit
from programme.models import Programme

BATCH = 500


@dataclass(frozen=True)
class Proposal:
    """One text of a file that differs from ours, or confirms it."""

    unit: Unit
    record: Record
    name: str
    present: str
    # The text that it would follow now; empty unless the file's is an older one.
    newer_source: str = ""

    @property
    def label(self) -> Any:
        """What the field is called."""
        field: Any = type(self.record)._meta.get_field(self.name)
        return field.verbose_name

    @property
    def is_new_text(self) -> bool:
        """Whether the words differ from ours."""
        return normal(self.unit.words) != normal(self.present)


@dataclass
class Comparison:
    """What becomes of the texts of a file."""

    changes: list[Proposal] = field(default_factory=list)
    confirmed: list[Proposal] = field(default_factory=list)
    conflicts: list[Proposal] = field(default_factory=list)
    unfinished: int = 0
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def proposals(self) -> list[Proposal]:
        """Everything that may be written."""
        return [*self.changes, *self.confirmed, *self.conflicts]


def normal(words: str) -> str:
    """Return a text without what tools change about it: its line ends."""
    return words.replace("\r\n", "\n").strip()


def compare(
    units: Sequence[Unit],
    kinds: Iterable[Kind],
    language: str,
    district: Programme | None,
    *,
    for_update: bool = False,
) -> Comparison:
    """Return what a file changes in a language, with everything that is wrong in it."""
    found = Comparison()
    by_address = {unit.address: unit for unit in units}
    twice = Counter(unit.address for unit in units) - Counter(by_address.keys())
    found.problems += [stands_twice(address) for address in twice]
    known: set[str] = set()
    for kind in kinds:
        keys = keys_of(kind, by_address)
        for record in records_of(kind, keys, district, for_update=for_update):
            for name, unit in own(record, by_address):
                known.add(unit.address)
                present = getattr(record, name).get(language, "")
                judge(found, Proposal(unit, record, name, present), language)
    unknown = [address for address in by_address if address not in known]
    found.problems += [not_found(address) for address in unknown]
    return found


def keys_of(kind: Kind, addresses: Iterable[str]) -> list[str]:
    """Return the keys of the records of a kind that addresses name, each once."""
    named = (split(address) for address in addresses)
    return sorted({key for label, key, _name in named if label == kind.label})


def split(address: str) -> tuple[str, str, str]:
    """Return the kind, the key and the field that an address names; empty if none."""
    start, _dot, name = address.rpartition(".")
    label, _dot, key = start.rpartition(".")
    return label, key, name


def records_of(
    kind: Kind, keys: list[str], district: Programme | None, *, for_update: bool
) -> Iterator[Record]:
    """Yield those of these records of the district that the person may translate."""
    rows = kind.records(district)
    if for_update:
        rows = rows.select_for_update(of=("self",))
    for start in range(0, len(keys), BATCH):
        yield from rows.filter(key__in=keys[start : start + BATCH]).order_by("pk")


def own(record: Record, by_address: dict[str, Unit]) -> Iterator[tuple[str, Unit]]:
    """Yield the texts of a file that belong to a record, by field."""
    for text in texts_of(type(record)):
        unit = by_address.get(address_of(record, text.name))
        if unit:
            yield text.name, unit


def judge(found: Comparison, proposal: Proposal, language: str) -> None:
    """Say what becomes of one text."""
    unit, name = proposal.unit, proposal.name
    record: Any = proposal.record
    most = record._meta.get_field(name).length
    is_outdated = name in record.outdated.get(language, {})
    if unit.is_fuzzy or not unit.words.strip():
        found.unfinished += 1
    elif most and len(normal(unit.words)) > most:
        found.problems.append(too_long(unit, most))
    elif not proposal.is_new_text and not is_outdated:
        found.unchanged += 1
    elif not is_current(record, name, unit.source, language):
        newer = source_of(record, name, language)[1]
        if proposal.is_new_text:
            found.conflicts.append(
                Proposal(unit, record, name, proposal.present, newer)
            )
        else:
            found.unchanged += 1
    elif proposal.is_new_text:
        found.changes.append(proposal)
    else:
        found.confirmed.append(proposal)


def is_current(record: Any, name: str, source: str, language: str) -> bool:
    """Whether a text that was translated still stands in some other language."""
    text = getattr(record, name)
    others = (text[code] for code in text if code not in served_by(language))
    return normal(source) in {normal(words) for words in others}


def too_long(unit: Unit, most: int) -> str:
    """Say that a text does not fit."""
    # Translators: “%(address)s : %(count)d caractères ; %(most)d au plus.”
    said = _("%(address)s: %(count)d characters; at most %(most)d allowed.")
    told = {"address": unit.address, "count": len(normal(unit.words)), "most": most}
    return said % told


def stands_twice(address: str) -> str:
    """Say that a file names a text more than once."""
    # Translators: “« %(address)s » figure deux fois.”
    return _("“%(address)s” stands twice.") % {"address": address[:200]}


def not_found(address: str) -> str:
    """Say that a file names a text that is none of those it may have."""
    # Translators: “« %(address)s » n’est pas un texte de ce district, ou pas l’un de
    # ceux que vous pouvez traduire.”
    said = _("“%(address)s” is no text of this district that you may translate.")
    return said % {"address": address[:200]}


@transaction.atomic
def write(
    *,
    proposals: Iterable[Proposal],
    language: str,
    reason: str,
    today: date,
) -> int:
    """Write texts of a file; return how many records that changed.

    Those that follow an older text stay outdated.
    """
    by_record: dict[Record, list[Proposal]] = {}
    for proposal in proposals:
        by_record.setdefault(proposal.record, []).append(proposal)
    return sum(
        translate(
            record=record,
            language=language,
            words={p.name: normal(p.unit.words) for p in chosen if p.is_new_text},
            confirmed=[p.name for p in chosen],
            behind={
                p.name: (source_of(record, p.name, language)[0], today)
                for p in chosen
                if p.newer_source
            },
            reason=reason,
        )
        for record, chosen in by_record.items()
    )
