"""What a visitor gets from a page: its address, its words, its parts."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client
from django.utils.translation import override

from programme.models import Programme


def visitor(client: Client, home: Programme) -> Callable[..., Any]:
    """Return a function that asks for a page by its name, of `home` unless told."""

    def ask(name, *, language="en", programme=home, query="", **kwargs):
        with override(language):
            address = programme.page(name, **kwargs)
        return client.get(f"{address}?{query}" if query else address)

    return ask


def text_of(html: str) -> str:
    """Return the words as one reads them, tags and runs of space taken out."""
    bare = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r" ([.,])", r"\1", " ".join(bare.replace("\xa0", " ").split()))


def words(response: Any) -> str:
    """Return what stands in the page's main part."""
    html = response.content.decode()
    return text_of(html.partition("<main")[2].partition(">")[2].partition("</main>")[0])


def links(response: Any, pattern: str = "") -> list[str]:
    """Return the addresses that the page's main part leads to, those that match."""
    html = response.content.decode().partition("<main")[2].partition("</main>")[0]
    found = [unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]*)"', html)]
    return [href for href in found if re.search(pattern, href)]
