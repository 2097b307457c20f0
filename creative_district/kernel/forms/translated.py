"""Side-by-side boxes for a text in several languages; works without script."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.text import Text


class TranslatedWidget(forms.MultiWidget):
    """One labelled box for each language of the portal, each with its `lang`.

    `marks` has, by language, what a box says beside its name.
    """

    template_name = "kernel/translated_widget.html"
    marks: Mapping[str, Any] = {}

    def __init__(self, *, multiline: bool = False, attrs: Any = None) -> None:
        box = forms.Textarea if multiline else forms.TextInput
        size = {"rows": 4} if multiline else {}
        super().__init__(
            {
                code: box(attrs={"lang": code, **size})
                for code, _name in settings.LANGUAGES
            },
            attrs,
        )

    def decompress(self, value: Text | None) -> list[str]:
        return [(value or Text()).get(code, "") for code, _name in settings.LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        boxes = context["widget"]["subwidgets"]
        for box, (code, language) in zip(boxes, settings.LANGUAGES, strict=True):
            box["language"] = {"code": code, "name": language}
            box["mark"] = self.marks.get(code)
        return context


class MarkedWidget(TranslatedWidget):
    """The boxes of a text with marks: what they are, and how the text will look."""

    template_name = "kernel/marked_widget.html"

    class Media:
        js = (forms.Script("js/marked.js", defer=True),)

    def __init__(self, *, attrs: Any = None) -> None:
        super().__init__(multiline=True, attrs={"rows": 12, **(attrs or {})})


class TranslatedFormField(forms.MultiValueField):
    """Cleans to a `Text`; when required, one language is enough."""

    def __init__(
        self,
        *,
        length: int | None = None,
        multiline: bool = False,
        marked: bool = False,
        **kw: Any,
    ) -> None:
        boxes = [
            forms.CharField(required=False, max_length=length)
            for _language in settings.LANGUAGES
        ]
        widget = MarkedWidget() if marked else TranslatedWidget(multiline=multiline)
        kw.setdefault("widget", widget)
        kw.setdefault("error_messages", {}).setdefault(
            "required", _("Enter the text in at least one language.")
        )
        super().__init__(boxes, require_all_fields=False, **kw)

    def clean(self, value: Any) -> Any:
        """Return the text; what is stored, in every language, where it is disabled."""
        return value if self.disabled else super().clean(value)

    def compress(self, data_list: list[str]) -> Text:
        codes = [code for code, _name in settings.LANGUAGES]
        return Text(dict(zip(codes, data_list or [""] * len(codes), strict=True)))
