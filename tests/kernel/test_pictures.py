"""Pictures that people bring: what is kept of them, and what is refused."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from PIL import Image, ImageCms

from creative_district.kernel.pictures import LONGEST, drawn_anew, smaller
from tests.factories import painted

VIOLET = (75, 43, 227)
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def seen(content):
    """Return a kept picture as it is opened by a reader."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


def kept(file):
    return seen(drawn_anew(BytesIO(file)).content)


def is_violet(pixel):
    return all(abs(a - b) < 12 for a, b in zip(pixel, VIOLET, strict=False))


def huge_png(side):
    """Return a PNG that says it has so many pixels and brings none."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + name
        + data
        + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_kept_is_a_drawing_of_the_picture(kind):
    drawing = drawn_anew(BytesIO(painted(kind)))

    image = seen(drawing.content)
    assert (image.format, image.size, image.mode) == ("WEBP", (60, 40), "RGB")
    assert (drawing.width, drawing.height) == (60, 40)
    assert is_violet(image.getpixel((30, 20)))


def test_what_the_camera_noted_is_gone_and_the_picture_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = "Camera of somebody"
    exif[GPS] = {1: "N", 2: (50.0, 28.0, 0.0)}
    file = painted("JPEG", exif=exif, comment=b"who was there")
    assert Image.open(BytesIO(file)).getexif().get_ifd(GPS)

    drawing = drawn_anew(BytesIO(file))

    image = seen(drawing.content)
    assert image.size == (40, 60)
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
    assert b"somebody" not in drawing.content
    assert b"who was there" not in drawing.content


def test_the_longer_side_is_cut_down():
    image = kept(painted("JPEG", width=LONGEST * 2, height=100))

    assert image.size == (LONGEST, 50)


def test_transparent_stays_transparent():
    see_through = Image.new("RGBA", (20, 20), (*VIOLET, 0))
    palette = Image.new("P", (20, 20))
    palette.info["transparency"] = 0

    for image in (see_through, palette):
        drawn = kept(painted("PNG", image=image, **transparency(image)))

        assert drawn.mode == "RGBA"
        assert drawn.getpixel((10, 10))[3] == 0


def transparency(image):
    return {"transparency": 0} if image.mode == "P" else {}


def test_colours_of_print_and_of_wide_screens_become_those_of_screens():
    print_colours = Image.new("CMYK", (20, 20), (171, 207, 0, 28))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert kept(painted("JPEG", image=print_colours)).mode == "RGB"
    tagged = kept(painted("JPEG", icc_profile=profile))
    assert is_violet(tagged.getpixel((10, 10)))
    assert "icc_profile" not in tagged.info
    broken = kept(painted("JPEG", icc_profile=b"no profile"))
    assert is_violet(broken.getpixel((10, 10)))


def test_grey_of_sixteen_bits_is_not_cut_off():
    grey = Image.new("I;16", (20, 20), 32768)

    assert kept(painted("PNG", image=grey)).getpixel((10, 10)) == (128, 128, 128)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "This is no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG among them"),
        (b"<html><script>alert(1)</script></html>", "This is no JPEG"),
        (b"GIF89a<script>", "This is no JPEG"),
        (painted("GIF"), "This is no JPEG"),
        (painted("TIFF"), "This is no JPEG"),
        (painted("JPEG", 600, 400)[:-900], "damaged or incomplete"),
        (painted("PNG")[:60], "damaged or incomplete"),
        (b"\x89PNG\r\n\x1a\n", "This is no JPEG"),
        (huge_png(7_000), "at most 40 million"),
        (huge_png(12_000), "at most 40 million"),
        (huge_png(60_000), "at most 40 million"),
        (
            painted(
                "WEBP",
                save_all=True,
                append_images=[Image.new("RGB", (60, 40))],
                duration=100,
            ),
            "Pictures that move",
        ),
        (
            painted("PNG", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
            "Pictures that move",
        ),
    ],
    ids=range(14),
)
def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(file, sentence):
    with pytest.raises(ValidationError) as refusal:
        drawn_anew(BytesIO(file))

    with override("en"):
        assert sentence in " ".join(refusal.value.messages)


def test_several_pictures_in_one_jpeg_are_one():
    file = painted("MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))])

    assert is_violet(kept(file).getpixel((30, 20)))


def test_a_smaller_copy_keeps_the_proportions():
    master = drawn_anew(BytesIO(painted("JPEG", width=1000, height=500))).content

    copy = smaller(BytesIO(master), 480)

    assert (copy.width, copy.height) == (480, 240)
    assert seen(copy.content).size == (480, 240)
    assert smaller(BytesIO(painted(width=2000, height=1)), 96).height == 1
