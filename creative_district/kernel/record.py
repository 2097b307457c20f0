"""What every public record of the programme is: keyed, published, kept with history."""

import secrets
from collections.abc import Collection
from typing import Any, ClassVar, Self, cast

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


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
    shown = is_published(prefix, states)
    for name in model.public_parents:
        parent = cast(models.ForeignKey, model._meta.get_field(name))
        above = is_public(
            cast("type[Record]", parent.related_model), f"{prefix}{name}__", states
        )
        if parent.null:
            above |= models.Q(**{f"{prefix}{name}": None})
        shown &= above
    return shown


class RecordQuerySet(models.QuerySet):
    """Reads that every record has."""

    def public(self) -> Self:
        """Keep what the public may see; schedules run on real time."""
        return self.filter(is_public(self.model))

    def withdrawn(self) -> Self:
        """Keep what the public could see and no longer can: 410 instead of 404."""
        once = is_public(self.model, states=(State.PUBLISHED, State.WITHDRAWN))
        return self.filter(once).exclude(is_public(self.model))


class Record(models.Model):
    """A record with a permanent key, a state of publication and a history.

    `public_parents` names the foreign keys without whose publication it stays hidden.
    """

    public_parents: ClassVar[tuple[str, ...]] = ()

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
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
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
