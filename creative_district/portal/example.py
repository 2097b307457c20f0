"""A request to the API and its real answer, to be shown on a page."""

import json
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse


class Example(NamedTuple):
    """A request and what the API answers to it at this moment."""

    address: str
    status: int
    answer: str

    @classmethod
    def ask(
        cls, reader: HttpRequest, name: str, record: str = "", **asked: Any
    ) -> "Example":
        """Return a request for a list, or for one record, with the API's own answer.

        Where it names no language, the answer is for the reader of the page. It is no
        request of theirs: how often they may ask stays as it is.
        """
        request = HttpRequest()
        request.method = "GET"
        request.path = request.path_info = (
            reverse(f"api:{name}-detail", kwargs={"id": record})
            if record
            else reverse(f"api:{name}-list")
        )
        request.META = {**reader.META, "HTTP_ACCEPT": "*/*"}
        request.META["QUERY_STRING"] = urlencode(asked, safe=",")
        request.GET = QueryDict(request.META["QUERY_STRING"])
        match = resolve(request.path)
        found: Any = match.func
        view = found.cls.as_view(found.actions, **found.initkwargs, is_counted=False)
        response: Any = view(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        return cls(
            f"{settings.SITE_URL}{request.get_full_path()}",
            response.status_code,
            shown(response),
        )

    @property
    def results(self) -> list[Any]:
        """What a list in JSON holds; nothing where the API answers otherwise."""
        return json.loads(self.answer)["results"] if self.status == 200 else []


def shown(response: Any) -> str:
    """Return an answer as people read it: JSON by lines, everything else as it is."""
    content = b"".join(response) if response.streaming else response.content
    if "json" not in response.headers["Content-Type"]:
        return str(content.decode())
    return json.dumps(json.loads(content), indent=2, ensure_ascii=False)
