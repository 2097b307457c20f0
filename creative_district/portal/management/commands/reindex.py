"""`manage.py reindex`: read anew what the search finds its results by."""

from typing import Any

from creative_district.kernel.commands import DatabaseCommand
from creative_district.portal import search


class Command(DatabaseCommand):
    """Forgets the index of the search and reads all that is public."""

    help = (
        "Read the index of the search anew. It keeps itself up to date; this is for "
        "when it was damaged, or to take out words that were published once."
    )

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"{search.rebuild()} records read.")
