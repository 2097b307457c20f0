"""The texts of a district as an agency gets them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from creative_district.kernel.coverage import coverage, source_of, texts_of
from creative_district.kernel.record import Record
from creative_district.portal.addresses import KINDS
from creative_district.portal.translating.kinds import Kind, address_of
from creative_district.portal.translating.po import Unit
from programme.models import Programme

BATCH = 500


def units(
    asked: Iterable[Kind], language: str, district: Programme | None, *, is_all: bool
) -> Iterator[Unit]:
    """Yield what is to be done into a language, or all that can be translated."""
    for kind in asked:
        if is_all:
            records = kind.records(district).wanting(language)
        else:
            records = kind.to_do(language, district)
        for record in records.order_by("pk").iterator(chunk_size=BATCH):
            yield from units_of(record, language, is_all=is_all)


def units_of(record: Record, language: str, *, is_all: bool) -> Iterator[Unit]:
    """Yield the texts of a record, each with its translation so far."""
    lack = coverage(record, language)
    for field in texts_of(type(record)):
        _code, source = source_of(record, field.name, language)
        if source and (is_all or field.name in lack.to_do):
            text = getattr(record, field.name)
            yield Unit(
                address_of(record, field.name),
                source,
                text.get(language, ""),
                field.name in lack.outdated,
                comment_on(record, field),
            )


def comment_on(record: Record, field: Any) -> str:
    """Return what a translator has to know: of what, how long, where to look."""
    title = Truncator(" ".join(str(record).split())).chars(80)
    what = f"{capfirst(str(record._meta.verbose_name))} “{title}”"
    name = capfirst(str(field.verbose_name))
    lines = [f"{what}, {name}", page_of(record)]
    if field.length:
        # Translators: “%(most)d caractères au plus”
        lines.insert(1, _("at most %(most)d characters") % {"most": field.length})
    return "\n".join(lines)


def page_of(record: Record) -> str:
    """Return the lasting address of a record; of one without, its staff page."""
    opts = record._meta
    if opts.model_name in KINDS:
        page = reverse("permanent", args=[opts.model_name, record.key])
    else:
        change = f"admin:{opts.app_label}_{opts.model_name}_change"
        page = reverse(change, args=[record.pk])
    return f"{settings.SITE_URL}{page}"
