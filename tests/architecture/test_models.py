"""What every model has, read from the model registry."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tests.architecture.code import FLOORS, app_of

Models = Iterable[type[models.Model]]

UNORDERED: dict[str, str] = {}  # model: why it needs no order


def own_models() -> list[type[models.Model]]:
    """Return the product's models, without the history that follows each."""
    return [
        model
        for model in apps.get_models(include_auto_created=False)
        if app_of(model.__module__) and not hasattr(model, "instance_type")
    ]


def relations(model: type[models.Model]) -> list[models.Field]:
    """Return the foreign keys and lists of references that the model itself has."""
    return [
        field
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation
    ]


def upward(found: Models) -> Iterator[str]:
    """Yield relations to a model of an app that stands on this one."""
    heights = {app: height for height, app in enumerate(FLOORS)}
    for model in found:
        for field in relations(model):
            # The account is whichever the setting names: nobody stands on it.
            if field.swappable_setting:
                continue
            owner = app_of(field.related_model.__module__)
            if owner and heights[owner] > heights[str(app_of(model.__module__))]:
                yield f"{model._meta.label}.{field.name}"


def unordered(found: Models) -> Iterator[str]:
    """Yield models whose rows come in no order."""
    for model in found:
        if not model._meta.ordering and model.__name__ not in UNORDERED:
            yield model._meta.label


def nameless_rows(found: Models) -> Iterator[str]:
    """Yield models that do not say how a row is written."""
    for model in found:
        if model.__str__ is models.Model.__str__:
            yield model._meta.label


def untranslated(found: Models) -> Iterator[str]:
    """Yield models, and fields of theirs, whose name is in English alone."""
    for model in found:
        if not isinstance(model._meta.verbose_name, Promise):
            yield model._meta.label
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if not field.auto_created and not isinstance(field.verbose_name, Promise):
                yield f"{model._meta.label}.{field.name}"


def one_way(found: Models) -> Iterator[str]:
    """Yield relations that do not say what they are called from the other side."""
    for model in found:
        for field in relations(model):
            if field.remote_field and not field.remote_field.related_name:
                yield f"{model._meta.label}.{field.name}"


def undescribed(found: Models) -> Iterator[str]:
    """Yield models that do not say in a sentence what a row is."""
    for model in found:
        if not model.__doc__ or model.__doc__.startswith(f"{model.__name__}("):
            yield model._meta.label


@pytest.mark.parametrize(
    "faults",
    [upward, unordered, nameless_rows, untranslated, one_way, undescribed],
)
def test_every_model_is_whole(faults: Callable[[Models], Iterator[str]]) -> None:
    assert list(faults(own_models())) == []


@isolate_apps("creative_district.kernel", "actions")
def sample() -> Models:
    """Return a model with every fault, and one with none."""

    class Upper(models.Model):
        """A model of an upper floor."""

        __module__ = "actions.models"

        words = models.TextField(_("words"))

        class Meta:
            app_label = "actions"
            ordering = ["pk"]
            verbose_name = _("upper")

        def __str__(self) -> str:
            return self.words

    class Faulty(models.Model):  # noqa: DJ008 - one of its faults
        __module__ = "creative_district.kernel.models"

        upper = models.ForeignKey(Upper, models.CASCADE)

        class Meta:
            app_label = "kernel"

    return [Upper, Faulty]


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (upward, ["kernel.Faulty.upper"]),
        (unordered, ["kernel.Faulty"]),
        (nameless_rows, ["kernel.Faulty"]),
        (untranslated, ["kernel.Faulty", "kernel.Faulty.upper"]),
        (one_way, ["kernel.Faulty.upper"]),
        (undescribed, ["kernel.Faulty"]),
    ],
)
def test_faults_are_found(
    faults: Callable[[Models], Iterator[str]], expected: list[str]
) -> None:
    assert list(faults(sample())) == expected
