"""In which format an answer comes (RFC 9110, section 12.5.1)."""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request


class Negotiation(DefaultContentNegotiation):
    """By what is asked for and the weights of `Accept`, which the framework ignores."""

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: Any = None
    ) -> tuple[Any, str]:
        """Return a renderer, and of what type its answers are.

        Raises `NotAcceptable` where none makes what may come.
        """
        asked = format_suffix or request.query_params.get("format")
        offered = self.filter_renderers(renderers, asked) if asked else list(renderers)
        kinds: dict[str, Any] = {}
        for each in offered:
            kinds.setdefault(each.media_type, each)
        best = request._request.get_preferred_type(list(kinds))
        if best is None:
            raise NotAcceptable(available_renderers=offered)
        return kinds[best], best
