"""Staff pages of pictures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import FileField, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import languages, translated
from creative_district.kernel.admin.filters import TranslationFilter
from creative_district.kernel.admin.record import PUBLICATION
from creative_district.kernel.forms.picture import PictureField
from creative_district.kernel.text import Text
from programme.admin.record import (
    BY_PROGRAMME,
    ProgrammeRecordAdmin,
    ProgrammeRecordForm,
    language_of,
)
from programme.models import Picture, Programme, Rendering
from programme.models.picture import THUMBNAIL, USUAL
from programme.services import delete_picture, order_sizes

ALTERNATIVE = translated("alternative", _("alternative text"))


class PictureForm(ProgrammeRecordForm):
    """A picture says what it shows, at least in the first language of its district."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # Neither is there while something else is wrong with the form.
        programme = self.cleaned_data.get("programme") or (
            self.instance.programme if self.instance.programme_id else None
        )
        text = self.cleaned_data.get("alternative")
        if programme and text and (said := lacking(text, programme)):
            self.add_error("alternative", ValidationError(said))
        if file := self.cleaned_data.get("file"):
            self.instance.width, self.instance.height = file.width, file.height
        return cleaned


def lacking(text: Text, programme: Programme) -> str:
    """Return what is said of a text that a district's first language lacks."""
    code = language_of(programme)
    if text.has(code):
        return ""
    # Translators: “Écrivez-le aussi en %(language)s, …”
    said = gettext("Write it in %(language)s too, the first language of the district.")
    return said % {"language": dict(settings.LANGUAGES)[code]}


@admin.register(Picture)
class PictureAdmin(ProgrammeRecordAdmin):
    """Photographs and drawings; the file of one is never exchanged."""

    form = PictureForm
    fixed_fields: tuple[str, ...] = ("key", "programme", "file")
    readonly_fields: ClassVar[Any] = ["look", "sizes", "created_at", "updated_at"]
    formfield_overrides = {
        **ProgrammeRecordAdmin.formfield_overrides,
        FileField: {"form_class": PictureField},
    }
    list_display = [
        "thumbnail",
        ALTERNATIVE,
        "programme",
        languages,
        "sizes",
        "state",
    ]
    list_display_links: Any = (ALTERNATIVE,)
    list_filter = [
        BY_PROGRAMME,
        "state",
        "rendering__state",
        TranslationFilter,
    ]
    list_select_related = ["programme", "rendering"]
    search_fields = ["alternative", "caption", "credit", "key"]
    ordering = ["-created_at", "-pk"]
    autocomplete_fields = ["programme"]
    actions: Any = [*ProgrammeRecordAdmin.actions, "make_sizes"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = ["look", "sizes"] if obj else ["file"]
        texts = ["alternative", "caption", "credit"]
        return [(None, {"fields": ["programme", *shown, *texts]}), PUBLICATION]

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Picture) -> str:
        return image(picture, picture.thumbnail, THUMBNAIL)

    @admin.display(description=_("picture"))
    def look(self, picture: Picture) -> str:
        return image(picture, picture.address, min(picture.width, USUAL // 2))

    @admin.display(description=_("sizes"), ordering="rendering__state")
    def sizes(self, picture: Picture) -> str:
        """Whether readers get smaller copies yet, and why not."""
        rendering = getattr(picture, "rendering", None)
        if rendering is None or not rendering.trouble:
            return str(rendering or Rendering.State.WAITING.label)
        return f"{rendering}: {rendering.trouble}"

    @admin.action(description=_("Make the sizes again"), permissions=["change"])
    def make_sizes(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        pictures = list(queryset)
        for picture in pictures:
            order_sizes(picture=picture)
        said = ngettext(
            # Translators: “Les tailles de %(count)d image seront refaites.”
            "The sizes of %(count)d picture will be made again.",
            "The sizes of %(count)d pictures will be made again.",
            len(pictures),
        )
        self.message_user(request, said % {"count": len(pictures)}, messages.SUCCESS)

    def save_model(
        self, request: HttpRequest, obj: Picture, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            order_sizes(picture=obj)

    def import_errors(
        self, record: Any, original: Any, related: Mapping[str, Sequence[Any]]
    ) -> Iterator[tuple[str, str]]:
        yield from super().import_errors(record, original, related)
        if original is None:
            # Translators: “Une image s’ajoute dans son formulaire.”
            yield "file", gettext("A picture is added by its own form.")
        elif said := lacking(record.alternative, record.programme):
            yield "alternative", said

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        delete_picture(picture=obj)

    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[Picture]
    ) -> None:
        for picture in queryset:
            delete_picture(picture=picture)


def image(picture: Picture, address: str, width: int) -> str:
    """Return a picture for staff, so wide; the text beside it says what it shows."""
    height = max(1, round(picture.height * width / picture.width))
    tag = '<img class="picture" src="{}" alt="" width="{}" height="{}" loading="lazy">'
    return cast("str", format_html(tag, address, width, height))
