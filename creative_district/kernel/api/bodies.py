"""How bodies are read: strictly, and every field that is wrong is named."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as InvalidModel
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.settings import api_settings

from creative_district.kernel.api.problems import FieldFault, InvalidFields
from creative_district.kernel.dates import DateError, PartialDate, unreadable
from creative_district.kernel.text import Text

KEY = "[-a-zA-Z0-9_]+"
WHOLE = {api_settings.NON_FIELD_ERRORS_KEY, NON_FIELD_ERRORS}


class BodySerializer(serializers.Serializer):
    """A body that holds nothing but what is declared."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            allowed = list(self.fields)
            # Translators: “Ce champ n’existe pas ici.”
            said = _("This field does not exist here.")
            raise InvalidFields(
                FieldFault(name, said, allowed) for name in sorted(unknown)
            )
        return super().to_internal_value(data)

    def taken(self) -> dict[str, Any]:
        """Return what the body says; `InvalidFields` where it cannot be taken."""
        if self.is_valid():
            return dict(self.validated_data)
        raise InvalidFields(faults_of(self.errors))


def faults_of(errors: Any, at: str = "") -> Iterator[FieldFault]:
    """Yield what is wrong with each field, the inner ones by their path: `title.fr`."""
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            path = at if name in WHOLE else f"{at}.{name}" if at else str(name)
            yield from faults_of(inner, path)
    elif errors:
        yield FieldFault(at, " ".join(map(str, errors)))


def refused(error: InvalidModel) -> InvalidFields:
    """Return what a model refuses as what is wrong with the fields of the body."""
    return InvalidFields(faults_of(error.message_dict))


# A day, month, quarter or year, or two of them: what `PartialDate` reads, to the letter
MONTH, QUARTER = "-(0[1-9]|1[0-2])", "-Q[1-4]"
PART = f"[0-9]{{4}}({MONTH}(-(0[1-9]|[12][0-9]|3[01]))?|{QUARTER})?"
DATE = f"{PART}(/{PART})?"


class DateInput(serializers.CharField):
    """A date as far as it is known, in its written form; None where it may be empty."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(trim_whitespace=False, **kw)

    def to_internal_value(self, data: Any) -> Any:
        written = super().to_internal_value(data)
        try:
            if re.fullmatch(DATE, written):
                return PartialDate.parse(written)
            raise DateError(unreadable(written))
        except DateError as error:
            raise serializers.ValidationError(str(error)) from error


class LanguageText(serializers.CharField):
    """A text in one language, as a field of a model has it."""

    def __init__(self, field: Any) -> None:
        super().__init__(max_length=field.length)
        self.has_lines = field.multiline

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if not self.has_lines and re.search("[\r\n]", data):
            # Translators: “Ce texte tient sur une ligne.”
            raise serializers.ValidationError(_("This text has one line."))
        written: str = super().to_internal_value(data)
        return written


class TextInput(serializers.DictField):
    """A text by language; those of the district alone, which the context names.

    `field` is that of the model, which says how long a text may be.
    """

    def __init__(self, field: Any, **kw: Any) -> None:
        super().__init__(child=LanguageText(field), **kw)

    def to_internal_value(self, data: Any) -> Any:
        told = super().to_internal_value(data)
        languages = self.context["languages"]
        unknown = {
            code: [_("Choose one of: %(codes)s.") % {"codes": ", ".join(languages)}]
            for code in told
            if code not in languages
        }
        if unknown:
            raise serializers.ValidationError(unknown)
        return Text(told)


class KeyInput(serializers.CharField):
    """The key of a record that is among those that the context offers by this name."""

    def to_internal_value(self, data: Any) -> Any:
        key = super().to_internal_value(data)
        offered: QuerySet = self.context["offered"][self.offer]
        # What can be no key is not asked for: PostgreSQL refuses a NUL.
        if re.fullmatch(KEY, key) and (found := offered.filter(key=key).first()):
            return found
        said = _("“%(value)s” is not known here.")
        raise serializers.ValidationError(said % {"value": key})

    @property
    def offer(self) -> str:
        """What the records are offered as: the name of the field, or of its list."""
        return str(self.field_name or (self.parent and self.parent.field_name))
