"""What every public record of the programme is: keyed, published, kept with history."""

import secrets
from collections.abc import Callable, Collection, Iterator
from typing import Any, ClassVar, Self, cast

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from creative_district.kernel import coverage


class State(models.TextChoices):
    """Where a record stands on its way to the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Scope(models.TextChoices):
    """Whether a record is the programme's own or belongs to its surroundings."""

    OWN = "own", _("the programme's own")
    FRAMEWORK = "framework", _("framework programme")
    CONTEXT = "context", _("context")


def new_key() -> str:
    """Return a fresh permanent key for a record that staff create."""
    return secrets.token_hex(6)


def is_published(
    prefix: str = "", states: Collection[State] = (State.PUBLISHED,)
) -> models.Q:
    """Match rows that are published themselves, whatever their parents are."""
    return models.Q(**{f"{prefix}state__in": states}) & (
        models.Q(**{f"{prefix}publish_from": None})
        | models.Q(**{f"{prefix}publish_from__lte": Now()})
    )


def is_public(
    model: type["Record"],
    prefix: str = "",
    states: Collection[State] = (State.PUBLISHED,),
) -> models.Q:
    """Match rows that the public may see: the record and, upwards, all its parents.

    `states` are those that count as seen.
    """
    return _up_to_the_top(model, prefix, lambda _kind, at: is_published(at, states))


def is_readable(
    model: type["Record"], own: Callable[[type["Record"], str], models.Q]
) -> models.Q:
    """Match what the public may see, and unpublished rows of somebody's own.

    `own` matches, for a model and a prefix, what is theirs. All that stands above a row
    is public or theirs as well, so that a row never tells of what is neither. What was
    withdrawn is not there.
    """
    kept = [state for state in State if state != State.WITHDRAWN]
    return _up_to_the_top(
        model,
        "",
        lambda kind, at: (
            is_published(at) | own(kind, at) & models.Q(**{f"{at}state__in": kept})
        ),
    )


def is_previewed(
    model: type["Record"], record: "Record | None", prefix: str = ""
) -> models.Q:
    """Match what a preview of a record shows besides what is public.

    That is the record and all that stands below it, none of it withdrawn, neither by
    itself nor by a parent. Nothing where there is no record.
    """
    kept = [state for state in State if state != State.WITHDRAWN]
    return _below(model, record, prefix) & _up_to_the_top(
        model, prefix, lambda _kind, at: models.Q(**{f"{at}state__in": kept})
    )


def parents_of(model: type["Record"], prefix: str = "") -> Iterator[str]:
    """Yield the paths to all public parents of a record, and to theirs."""
    for name, parent, _is_optional in _parents(model):
        yield f"{prefix}{name}"
        yield from parents_of(parent, f"{prefix}{name}__")


def _up_to_the_top(
    model: type["Record"],
    prefix: str,
    holds: Callable[[type["Record"], str], models.Q],
) -> models.Q:
    """Match rows of which something holds, and of all their parents."""
    found = holds(model, prefix)
    for name, parent, is_optional in _parents(model):
        above = _up_to_the_top(parent, f"{prefix}{name}__", holds)
        if is_optional:
            above |= models.Q(**{f"{prefix}{name}": None})
        found &= above
    return found


def _below(model: type["Record"], record: "Record | None", prefix: str) -> models.Q:
    """Match a record, or the rows of another model that have it above them."""
    if isinstance(record, model):
        return models.Q(**{f"{prefix}pk": record.pk})
    found = models.Q(**{f"{prefix}pk__in": []})
    for name, parent, _is_optional in _parents(model):
        found |= _below(parent, record, f"{prefix}{name}__")
    return found


def _parents(model: type["Record"]) -> Iterator[tuple[str, type["Record"], bool]]:
    """Yield the keys to the public parents: name, model, whether it may be empty."""
    for name in model.public_parents:
        key = cast(models.ForeignKey, model._meta.get_field(name))
        yield name, cast("type[Record]", key.related_model), key.null


class RecordQuerySet(models.QuerySet):
    """Reads that every record has."""

    def public(self) -> Self:
        """Keep what the public may see; schedules run on real time."""
        return self.filter(is_public(self.model))

    def shown(self, previewed: "Record | None") -> Self:
        """Keep what a page shows: what is public, or the preview of a record tells."""
        if previewed is None:
            return self.public()
        return self.filter(is_public(self.model) | is_previewed(self.model, previewed))

    def withdrawn(self) -> Self:
        """Keep what the public could see and no longer can: 410 instead of 404."""
        once = is_public(self.model, states=(State.PUBLISHED, State.WITHDRAWN))
        return self.filter(once).exclude(is_public(self.model))

    def wanting(self, language: str) -> Self:
        """Keep what is to be there in a language: not withdrawn, and wanted in it."""
        wanting = self.exclude(state=State.WITHDRAWN)
        return wanting.filter(coverage.wants(self.model, language))

    def missing_in(self, language: str) -> Self:
        """Keep what lacks a text in a language."""
        return self.wanting(language).filter(coverage.lacks(self.model, language))

    def outdated_in(self, language: str) -> Self:
        """Keep what has a text in a language that did not follow a change."""
        return self.wanting(language).filter(coverage.is_behind(language))


class Record(models.Model):
    """A record with a permanent key, a state of publication and a history.

    `public_parents` names the foreign keys without whose publication it stays hidden;
    `languages_at` leads to the list of the languages that its texts are wanted in
    (empty: all of the portal's).
    """

    public_parents: ClassVar[tuple[str, ...]] = ()
    languages_at: ClassVar[str] = ""

    key = models.SlugField(
        _("permanent key"),
        max_length=80,
        unique=True,
        default=new_key,
        help_text=_("Names the record for ever, in addresses and in the API."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT
    )
    publish_from = models.DateTimeField(
        _("publish from"),
        null=True,
        blank=True,
        help_text=_("Empty: as soon as the state is “published”."),
    )
    # Language → field → [language that changed, day]; `kernel.translating` writes it.
    outdated = models.JSONField(
        # Translators: “traductions à revoir”
        _("outdated translations"),
        default=dict,
        db_default={},
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        # Whoever may change a record need not be the one who makes it public.
        default_permissions = (
            "view", "add", "change", "delete", "publish", "translate",
        )  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values),
                name="%(class)s_state_is_known",
                violation_error_message=_("This state does not exist."),
            )
        ]


class ScopedQuerySet(RecordQuerySet):
    """Reads of records that are a programme's own or belong to its surroundings."""

    def own(self) -> Self:
        """Keep the programme's own."""
        return self.filter(scope=Scope.OWN)


class ScopedRecord(Record):
    """A record that is a programme's own or belongs to its surroundings."""

    scope = models.CharField(
        _("scope"), max_length=10, choices=Scope, default=Scope.OWN
    )

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(scope__in=Scope.values),
                name="%(class)s_scope_is_known",
            ),
        ]
