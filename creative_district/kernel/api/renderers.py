"""How answers become bytes."""

from typing import Any

import orjson
from django.utils.encoding import force_str
from rest_framework.renderers import BaseRenderer


def to_json(data: Any) -> bytes:
    """Return the data as JSON; translated words as text, moments in UTC with a Z."""
    return orjson.dumps(data, default=force_str, option=orjson.OPT_UTC_Z)


class JSONRenderer(BaseRenderer):
    """JSON by orjson."""

    media_type = "application/json"
    format = "json"
    charset = None
    # Parameters that mean nothing in this format.
    unfit: tuple[str, ...] = ("bom",)

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> bytes:
        return b"" if data is None else to_json(data)
