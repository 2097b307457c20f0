"""Who changed what of a record and of its rows, and when: one line of time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from creative_district.kernel.admin.kin import Kin
from creative_district.kernel.admin.words import (
    Difference,
    Names,
    differences,
    in_words,
)
from creative_district.kernel.versions import (
    IMPORTED,
    Values,
    fields_of,
    values_of,
)

# What one press of a button writes, it writes within this time.
AT_ONCE = timedelta(seconds=2)
ADDED, REMOVED = "+", "-"


@dataclass(slots=True)
class Change:
    """What became of one row; `row` names it, and is empty for the record itself."""

    kind: str
    row: str
    type: str
    differences: list[Difference]


@dataclass(slots=True)
class Moment:
    """What somebody changed at one time; `version` is the record's, if it changed."""

    versions: list[Any] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    version: Any = None

    @property
    def when(self) -> Any:
        return self.versions[0].history_date

    @property
    def who(self) -> str:
        return who(self.versions[0])

    @property
    def why(self) -> str:
        return next((said for each in self.versions if (said := why(each))), "")

    def takes(self, version: Any) -> bool:
        """Whether an earlier version belongs to the same press of a button."""
        if not self.versions:
            return True
        last = self.versions[-1]
        is_same: bool = last.history_user_id == version.history_user_id
        return is_same and bool(last.history_date - version.history_date <= AT_ONCE)


def who(version: Any) -> str:
    """Return the person who made a version, or what did it."""
    user = version.history_user
    if user is not None:
        return str(user.get_full_name() or user.get_username())
    # Translators: “fichier importé” and “le portail”
    return _("an import file") if is_imported(version) else _("the portal")


def why(version: Any) -> str:
    """Return the reason that was given for a version."""
    return "" if is_imported(version) else version.history_change_reason or ""


def is_imported(version: Any) -> bool:
    """Whether an import file made a version."""
    return bool(version.history_change_reason == IMPORTED)


def line_of(kin: Sequence[Kin]) -> models.QuerySet[Any, dict[str, Any]]:
    """Return the numbers of all versions, the newest first; `of` counts the kin."""
    lines = [
        each.model.history.filter(**each.belongs)
        .order_by()
        .annotate(of=models.Value(number))
        .values("history_date", "history_id", "of")
        for number, each in enumerate(kin)
    ]
    whole: models.QuerySet[Any, dict[str, Any]] = lines[0]
    if lines[1:]:
        whole = whole.union(*lines[1:], all=True)
    return whole.order_by("-history_date", "of", "-history_id")


def moments(kin: Sequence[Kin], rows: Iterable[dict[str, Any]]) -> Iterator[Moment]:
    """Yield what a page of the line tells, where anything has changed."""
    told = Told(kin, list(rows))
    moment = Moment()
    for version in told.versions:
        if not moment.takes(version):
            yield from told.settled(moment)
            moment = Moment()
        moment.versions.append(version)
    yield from told.settled(moment)


class Told:
    """The versions of a page, with what they held and what stood before each."""

    def __init__(self, kin: Sequence[Kin], rows: Sequence[dict[str, Any]]) -> None:
        self.record = kin[0].model
        self.kin = {each.model: each for each in kin}
        self.values: dict[tuple[Any, int], Values] = {}
        self.names = Names()
        found: dict[tuple[int, int], Any] = {}
        for of, each in enumerate(kin):
            numbers = [row["history_id"] for row in rows if row["of"] == of]
            for version in self.read(each.model, numbers):
                found[of, version.pk] = version
        self.versions = [found[row["of"], row["history_id"]] for row in rows]

    def read(self, model: Any, numbers: Sequence[int]) -> Sequence[Any]:
        """Fetch versions of a model, their values, and those before them."""
        if not numbers:
            return []
        history = model.history.model.objects
        pk = model._meta.pk.attname
        earlier = history.filter(
            **{pk: models.OuterRef(pk)}, history_id__lt=models.OuterRef("history_id")
        ).order_by("-history_id")
        versions = list(
            history.filter(pk__in=numbers)
            .select_related("history_user")
            .annotate(before=models.Subquery(earlier.values("history_id")[:1]))
        )
        before = history.filter(pk__in=[version.before for version in versions])
        values = values_of([*{each.pk: each for each in (*before, *versions)}.values()])
        self.values |= {(model, number): told for number, told in values.items()}
        self.names.learn(fields_of(model), list(values.values()))
        return versions

    def settled(self, moment: Moment) -> Iterator[Moment]:
        """Yield a moment with its changes; nothing where nothing has changed."""
        by_row: dict[tuple[Any, Any], list[Any]] = {}
        for version in moment.versions:
            model = version.instance_type
            by_row.setdefault((model, getattr(version, model._meta.pk.attname)), [])
            by_row[model, getattr(version, model._meta.pk.attname)].append(version)
        for (model, _pk), versions in by_row.items():
            change = self.change(model, versions)
            if change.differences:
                moment.changes.append(change)
                if model is self.record and change.type != REMOVED:
                    moment.version = versions[0]
        if moment.changes:
            yield moment

    def change(self, model: Any, versions: Sequence[Any]) -> Change:
        """Return what became of a row; the newest of its versions stands first."""
        newest, oldest = versions[0], versions[-1]
        before = self.values.get((model, oldest.before), {})
        after = self.values[model, newest.pk]
        kind = newest.history_type
        if kind == REMOVED:
            before, after = after, {}
        elif oldest.history_type == ADDED:
            before, kind = {}, ADDED
        kin = self.kin[model]
        fields = [each for each in fields_of(model) if each.attname not in kin.belongs]
        found = list(differences(fields, before, after, self.names))
        name = "" if model is self.record else self.name(kin, newest)
        return Change(str(model._meta.verbose_name), name, kind, found)

    def name(self, kin: Kin, version: Any) -> str:
        """Return what a row is called."""
        if not kin.named_by:
            return str(version.instance)
        field = kin.model._meta.get_field(kin.named_by)
        value = self.values[kin.model, version.pk][field.name]
        return in_words(field, value, self.names)
