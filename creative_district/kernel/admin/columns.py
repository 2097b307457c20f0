"""Columns and orders of lists in the reader's language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.translated import sorted_by


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


def languages(field: str) -> Callable[[Any], str]:
    """Return a column of the portal's languages in which a text exists: 'FR EN'."""

    @admin.display(description=_("languages"), empty_value="–")
    def column(record: Any) -> str:
        text = getattr(record, field)
        codes = [code for code, _name in settings.LANGUAGES]
        return " ".join(code.upper() for code in codes if text.has(code))

    column.__name__ = "languages"
    return column
