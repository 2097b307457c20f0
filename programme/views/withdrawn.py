"""Records that were public once."""

from typing import Any

from django.http import Http404


class Withdrawn(Http404):
    """The address led to a record that has been withdrawn: 410 instead of 404."""

    def __init__(self, record: Any) -> None:
        super().__init__()
        self.record = record
