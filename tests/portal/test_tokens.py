"""Colours: every pair that carries text has the contrast that WCAG 2.2 asks for."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
DARK = CSS.index("prefers-color-scheme: dark")
SLOTS = range(7)


def tokens(theme):
    """Return the theme's colours by name; the dark theme changes some of the light."""
    light = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", CSS[:DARK]))
    dark = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", CSS[DARK:]))
    return {**light, **dark} if theme == "dark" else light


def luminance(colour):
    """Return the relative luminance (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_pairs():
    """Return each pair of text and ground that pages use."""
    pairs = [
        (text, ground)
        for text in ("ink", "muted", "link")
        for ground in ("ground", "surface")
    ]
    for slot in SLOTS:
        pairs += [
            (f"t{slot}-on", f"t{slot}"),
            (f"t{slot}-text", "ground"),
            (f"t{slot}-text", "surface"),
            (f"t{slot}-text", f"t{slot}-tint"),
            ("ink", f"t{slot}-tint"),
        ]
    return [*pairs, ("on-signal", "signal"), ("on-inv", "inv")]


def test_ratio_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_every_ground(theme):
    colour = tokens(theme)

    weak = {
        pair: round(ratio, 2)
        for pair in text_pairs()
        if (ratio := contrast(colour[pair[0]], colour[pair[1]])) < 4.5
    }

    assert weak == {}
