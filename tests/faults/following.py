"""A follower of the feed in a process of its own."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from tests.portal.changes.mirror import Mirror, download

client = Client(headers={"host": "localhost"})


def ask(address: str) -> tuple[int, Any]:
    answer = client.get(address.removeprefix(settings.SITE_URL))
    return answer.status_code, answer.json()


def main() -> None:
    """Follow until a file says that all is written; print how exact the mirror is."""
    is_over = Path(sys.argv[1])
    mirror = Mirror(ask)
    while not is_over.exists():
        mirror.follow()
        time.sleep(0.1)
    mirror.follow()
    late = Mirror(ask)
    late.follow()
    whole = download(ask)
    print(
        json.dumps(
            {
                "entries": len(mirror.entries),
                "items": len(whole),
                "changes": sorted({entry["change"] for entry in mirror.entries}),
                "is_exact": mirror.items == whole,
                "begun_late_is_exact": late.items == whole,
            }
        )
    )
