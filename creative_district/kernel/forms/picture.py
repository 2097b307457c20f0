"""The box for a picture: what is brought is drawn anew before anybody keeps it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.pictures import MOST_BYTES, Drawing, drawn_anew


class PictureFile(ContentFile):
    """A safe picture that is about to be kept."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(drawing.content, name="master.webp")
        self.width, self.height = drawing.width, drawing.height


class PictureField(forms.FileField):
    """Cleans to a `PictureFile`, whatever the file is called that was brought."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not data:
            return file
        if file.size > MOST_BYTES:
            raise ValidationError(
                # Translators: “Le fichier est trop lourd : au plus %(limit)s Mo.”
                _("The file is too large: at most %(limit)s MB."),
                params={"limit": MOST_BYTES // 1_000_000},
            )
        return PictureFile(drawn_anew(file))
