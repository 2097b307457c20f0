"""Columns and orders of lists in the reader's language."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.coverage import Coverage, coverages
from creative_district.kernel.translated import sorted_by

COVERAGE_SIGNS = {"missing": "○", "outdated": "◐", "fine": "●"}
COVERAGE_WORDS = {
    # Translators: “à traduire”
    "missing": _("missing"),
    # Translators: “à revoir”
    "outdated": _("outdated"),
    # Translators: “à jour”, of a translation
    "fine": _("up to date"),
}


class ReadersOrder(models.Expression):
    """`sorted_by` in the language that is active when the query is made.

    A class attribute such as `ordering` is built once, before anybody reads.
    """

    def __init__(self, field: str) -> None:
        super().__init__(output_field=models.TextField())
        self.name = field

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        return sorted_by(self.name).resolve_expression(*args, **kwargs)


def translated(field: str, heading: Any) -> Callable[[Any], str]:
    """Return a column of a translated field; a click on it sorts as a dictionary."""

    @admin.display(description=heading, ordering=ReadersOrder(field), empty_value="–")
    def column(record: Any) -> str:
        return str(getattr(record, field))

    column.__name__ = field
    return column


@admin.display(description=_("languages"), empty_value="–")
def languages(record: Any) -> str:
    """Show how far a record is there in each language that is wanted."""
    return format_html_join(
        " ",
        '<span class="coverage coverage--{}">{} '
        '<span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        (
            (kind, lack.language.upper(), COVERAGE_SIGNS[kind], COVERAGE_WORDS[kind])
            for lack in coverages(record)
            for kind in [kind_of(lack)]
        ),
    )


def kind_of(lack: Coverage) -> str:
    """Return the worst that is to be said of a record in a language."""
    if lack.missing:
        return "missing"
    return "outdated" if lack.outdated else "fine"
