"""Texts in several languages: the model field and the queries.

docs/decisions/0003 says why this is a field of our own on JSONField.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Collate, NullIf
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from creative_district.kernel import collation
from creative_district.kernel.forms.translated import TranslatedFormField
from creative_district.kernel.text import Text


class TranslatedField(models.JSONField):
    """A `Text`, stored as a JSON object of language code to text.

    `length` is the most characters that one language may have (None: no limit);
    `multiline` gives the form boxes of several lines, `marked` lets the text have the
    marks of `kernel.markdown`.
    """

    def __init__(
        self,
        *args: Any,
        length: int | None = 200,
        multiline: bool = False,
        marked: bool = False,
        **kw: Any,
    ) -> None:
        self.length = length
        self.multiline = multiline
        self.marked = marked
        kw.setdefault("default", Text)
        super().__init__(*args, **kw)

    def deconstruct(self) -> Any:
        name, path, args, kw = super().deconstruct()
        # Neither the limit nor the box nor the marks concern the database.
        return name, path, args, kw

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        stored = super().from_db_value(value, expression, connection)
        return Text(stored) if isinstance(stored, Mapping) else stored

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Text):
            return value or Text()
        if isinstance(value, Mapping):
            return Text(value)
        raise ValidationError(_("Expected a text for each language."))

    def get_db_prep_value(
        self, value: Any, connection: Any, prepared: bool = False
    ) -> Any:
        plain = dict(value) if isinstance(value, Mapping) else value
        return super().get_db_prep_value(plain, connection, prepared)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(dict(value), model_instance)
        for code, text in value.items():
            if self.length and len(text) > self.length:
                raise ValidationError(
                    _("%(language)s: %(count)s characters; at most %(limit)s allowed."),
                    params={
                        "language": code,
                        "count": len(text),
                        "limit": self.length,
                    },
                )

    def value_to_string(self, obj: models.Model) -> Any:
        return dict(self.value_from_object(obj))

    def formfield(
        self, form_class: Any = None, choices_form_class: Any = None, **kw: Any
    ) -> Any:
        return TranslatedFormField(
            **{
                "required": not self.blank,
                "label": capfirst(self.verbose_name),
                "help_text": self.help_text,
                "length": self.length,
                "multiline": self.multiline,
                "marked": self.marked,
                "initial": Text(),
                **{key: kw[key] for key in ("label", "help_text") if key in kw},
            }
        )

    def save_form_data(self, instance: models.Model, data: Text) -> None:
        """Take the edited languages; keep those that the form did not offer."""
        offered = {code for code, _name in settings.LANGUAGES}
        stored = getattr(instance, self.name) or Text()
        kept = {code: text for code, text in stored.items() if code not in offered}
        setattr(instance, self.name, Text({**kept, **data}))


# Nothing, and the end of a line, in a query
EMPTY, END = (
    models.Value(text, output_field=models.TextField()) for text in ("", "\n")
)


def codes_for(language: str | None) -> list[str]:
    """Return the languages in which a text is looked for, the reader's first."""
    asked = language or get_language() or settings.LANGUAGE_CODE
    portal = [code for code, _name in settings.LANGUAGES]
    return list(dict.fromkeys([asked, asked.split("-")[0], *portal]))


def shown(field: str, language: str | None = None) -> Combinable:
    """Return the expression of what a reader sees of a translated field."""
    texts = [
        NullIf(KeyTextTransform(code, field), models.Value(""))
        for code in codes_for(language)
    ]
    return Coalesce(*texts, models.Value(""), output_field=models.TextField())


def sorted_by(field: str, language: str | None = None) -> Collate:
    """Return the expression that orders a translated field for a reader."""
    code = language or get_language() or settings.LANGUAGE_CODE
    return Collate(shown(field, language), collation.name_for(code))


class Joined(models.Func):
    """One text after the other; flat, as SQLite reads no deep nesting."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = models.TextField()


class HasAll(models.Func):
    """Whether a text has all of some folded words, once it is folded itself.

    The words are one text, a line each. However many they are, the text is folded
    once: that is what costs.
    """

    output_field = models.BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **kw: Any) -> Any:
        return self.as_sql(compiler, connection, function="has_all", **kw)

    def as_postgresql(self, compiler: Any, connection: Any, **kw: Any) -> Any:
        text, words = self.get_source_expressions()
        sql, params = compiler.compile(text)
        escaped = connection.ops.prep_for_like_query(words.value)
        patterns = [f"%{word}%" for word in escaped.split("\n")]
        return f"LOWER(UNACCENT({sql})) LIKE ALL (%s)", (*params, patterns)


def mentions(words: str, fields: Iterable[str], plain: Iterable[str] = ()) -> models.Q:
    """Match rows in which every word occurs, whatever its accents, case or language.

    `fields` are translated fields, `plain` ordinary text fields. No words match all.
    """
    asked = [collation.fold(word) for word in words.replace("\x00", " ").split()]
    if not asked:
        return models.Q()
    translated = [
        KeyTextTransform(code, field)
        for field in fields
        for code, _name in settings.LANGUAGES
    ]
    # A line each, as no word reaches over a line.
    lines = [
        part
        for text in (*translated, *map(models.F, plain))
        for part in (Coalesce(text, EMPTY, output_field=EMPTY.output_field), END)
    ]
    return models.Q(HasAll(Joined(*lines), models.Value("\n".join(asked))))


def slugged(records: models.QuerySet, slug: str) -> models.Model | None:
    """Return the row whose slug is this one, the reader's language first; else None."""
    for code in codes_for(None):
        found: models.Model | None = records.filter(**{f"slug__{code}": slug}).first()
        if found:
            return found
    return None
