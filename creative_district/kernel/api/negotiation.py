"""In which format an answer comes (RFC 9110, section 12.5.1)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request


class Negotiation(DefaultContentNegotiation):
    """By what is asked for and the weights of `Accept`, which the framework ignores."""

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: Any = None
    ) -> tuple[Any, str]:
        """Return a renderer, and of what type its answers are.

        Of several that are wanted as much, the one that is named more precisely, then
        the first. Raises `NotAcceptable` where none makes what may come.
        """
        asked = format_suffix or request.query_params.get("format")
        offered = self.filter_renderers(renderers, asked) if asked else list(renderers)
        ranges = [MediaType(each) for each in self.get_accept_list(request)]
        best = max(offered, key=lambda each: wanted(each.media_type, ranges))
        if not wanted(best.media_type, ranges)[0]:
            raise NotAcceptable(available_renderers=offered)
        return best, best.media_type


def wanted(kind: str, ranges: Sequence[MediaType]) -> tuple[float, int]:
    """Return the weight of a media type, 0 where it may not come, and how it is named.

    The range that names it most precisely decides; what parameters a range has besides
    its weight makes no difference, for no format has any.
    """
    main, _slash, sub = kind.partition("/")
    fitting = [
        each
        for each in ranges
        if each.main_type in {main, "*"} and each.sub_type in {sub, "*"}
    ]
    if not fitting:
        return 0, 0
    closest = max(fitting, key=lambda each: each.specificity)
    return closest.quality, closest.specificity
