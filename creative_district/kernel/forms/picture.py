"""The box for a picture: what is brought is drawn anew before anybody keeps it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

# Longer files are not even looked at.
MOST_BYTES = 20_000_000


class PictureFile(ContentFile):
    """A safe picture that is about to be kept."""

    def __init__(self, content: bytes, width: int, height: int) -> None:
        super().__init__(content, name="master.webp")
        self.width, self.height = width, height


class PictureField(forms.FileField):
    """Cleans to a `PictureFile`, whatever the file is called that was brought."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        from creative_district.kernel.pictures import drawn_anew  # noqa: PLC0415 - brings Pillow, which few processes need

        file = super().clean(data, initial)
        if not data:
            return file
        if file.size > MOST_BYTES:
            raise ValidationError(
                # Translators: “Le fichier est trop lourd : au plus %(limit)s Mo.”
                _("The file is too large: at most %(limit)s MB."),
                params={"limit": MOST_BYTES // 1_000_000},
            )
        drawing = drawn_anew(file)
        return PictureFile(drawing.content, drawing.width, drawing.height)
