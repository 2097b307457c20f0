"""Pictures that people bring: made safe, made small.

What is kept is never the file that was brought but a drawing of it: pixels alone, so
that neither a place, a camera or a name nor anything a browser could run comes along.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
# The longer side of what is kept, in pixels: enough for any screen.
LONGEST = 2880
# Of what is kept to draw from, and of what is sent to readers.
MASTER = {"quality": 90, "method": 0}
SMALLER = {"quality": 80, "method": 4}

# What Pillow raises at files that are not what they say.
DAMAGE = (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError)

# Translators: “Ce fichier n’est pas une image JPEG, PNG ou WebP. …”
UNKNOWN = _(
    "This is no JPEG, PNG or WebP picture. Other kinds, SVG among them, are not "
    "accepted: save the picture as one of these."
)
# Translators: “L’image est abîmée ou incomplète.”
DAMAGED = _("The picture is damaged or incomplete.")
# Translators: “Les images animées ne sont pas acceptées.”
MOVING = _("Pictures that move are not accepted.")
# Translators: “L’image a trop de points : au plus %(limit)s millions.”
TOO_LARGE = _("The picture has too many pixels: at most %(limit)s million.")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A WebP picture and its size in pixels."""

    content: bytes
    width: int
    height: int


def drawn_anew(file: IO[bytes]) -> Drawing:
    """Return a safe copy of a picture: upright, in sRGB, at most `LONGEST` long.

    Raises `ValidationError` with a sentence for whoever brought the file.
    """
    try:
        with Image.open(file, formats=FORMATS) as image:
            check(image)
            image.thumbnail((LONGEST, LONGEST))
            return written(in_srgb(ImageOps.exif_transpose(image)), MASTER)
    except UnidentifiedImageError as error:
        raise ValidationError(UNKNOWN) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large() from error
    except DAMAGE as error:
        raise ValidationError(DAMAGED) from error


def check(image: Image.Image) -> None:
    """Refuse, from its first bytes, what is too large to be read or moves."""
    if image.width * image.height > MOST_PIXELS:
        raise too_large()
    # Several pictures in a JPEG are sizes of one, or its depth.
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise ValidationError(MOVING)


def too_large() -> ValidationError:
    """Return what is said of a picture with too many pixels."""
    return ValidationError(TOO_LARGE, params={"limit": MOST_PIXELS // 1_000_000})


def in_srgb(image: Image.Image) -> Image.Image:
    """Return a picture in the colours of screens, transparent where it was."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I;16"):
        # Pillow would cut off what is brighter than an eighth bit can say.
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode != "CMYK":
        image = image.convert(mode)
    if profile := image.info.get("icc_profile"):
        try:
            told = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            drawn = ImageCms.profileToProfile(image, told, screen, outputMode=mode)
        except (ImageCms.PyCMSError, *DAMAGE):
            # Nobody can read the profile: the colours are shown as they stand.
            drawn = None
        image = drawn or image
    return image.convert(mode)


def smaller(file: IO[bytes], width: int) -> Drawing:
    """Return a copy of a picture of ours that is so wide."""
    with Image.open(file, formats=("WEBP",)) as image:
        height = max(1, round(image.height * width / image.width))
        return written(image.resize((width, height), Image.Resampling.LANCZOS), SMALLER)


def written(image: Image.Image, how: dict[str, int]) -> Drawing:
    """Return a picture as WebP, without anything but its pixels."""
    buffer = BytesIO()
    image.save(buffer, "WEBP", icc_profile=b"", exif=b"", xmp=b"", **how)
    return Drawing(buffer.getvalue(), image.width, image.height)
