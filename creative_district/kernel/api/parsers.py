"""How bodies become data."""

from typing import Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class JSONParser(BaseParser):
    """JSON by orjson, which refuses what is no JSON or is nested without end."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        # Unlike the stream, the body is refused where it is too large.
        body = parser_context["request"]._request.body
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            # Translators: “Le corps de la requête n’est pas du JSON : %(why)s.”
            said = _("The body of the request is not JSON: %(why)s.")
            raise ParseError(said % {"why": error}) from error
