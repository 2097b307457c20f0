"""No public output names a contact: pages, API, feeds and files are walked."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from tests.factories import make_action, make_milestone, make_partner, make_reminder
from tests.factories import make_contact as contact_of
from tests.portal.privacy.cast import EMAIL, NAME

LINK = re.compile(r"""(?:href|src)="([^"#]+)|"(https?://localhost[^"]+)\"""")
STAFF = ("/admin/", "/static/", "/media/")


def walked(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Yield each public page that links lead to, without its filters: path and text."""
    ahead, seen = list(starts), set(starts)
    while ahead:
        path = ahead.pop()
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        body = b"".join(answer) if answer.streaming else answer.content
        text = body.decode(errors="replace")
        yield path, text
        found = {target(*link, base=path) for link in LINK.findall(text)}
        new = {each for each in found if each and each not in seen}
        seen |= new
        ahead += sorted(new)


def target(link: str, quoted: str, *, base: str) -> str:
    """Return the path of a link to a public page of ours; empty for any other."""
    parts = urlsplit(link or quoted)
    is_ours = not parts.netloc or parts.netloc.startswith("localhost")
    is_page = parts.path.startswith("/") and not parts.path.startswith(STAFF)
    return parts.path if is_ours and is_page and parts.scheme != "mailto" else ""


def test_no_page_feed_or_file_names_a_contact(
    db: None, client: Client, district: Any
) -> None:
    partner = make_partner(programme=district, key="partner-of-contact")
    contact = contact_of(programme=district, partner=partner, name=NAME, email=EMAIL)
    action = make_action(programme=district, lead=partner)
    milestone = make_milestone(
        action=action, responsible=contact, responsible_partner=partner
    )
    make_reminder(milestone=milestone, contact=contact, send_at=milestone.created_at)

    pages = dict(walked(client, "/en/", "/api/v1/", "/sitemap.xml"))

    assert len(pages) > 40
    assert any(str(milestone.title.get("en")) in text for text in pages.values())
    assert any(path.startswith("/api/v1/partners/") for path in pages)
    named = re.compile(r"quenouille", re.IGNORECASE)
    assert [path for path, text in pages.items() if named.search(text)] == []
