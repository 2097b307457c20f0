"""From bytes to a JSON object, with errors that say where."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from creative_district.portal.loading.errors import Problems


def parse(path: Path, problems: Problems) -> dict[str, Any]:
    """Return the file's object; an empty one, and a problem noted, if it has none.

    A name that stands twice in one object is wrong too: JSON would silently keep one.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                problems.add(
                    "", _("“%(name)s” stands twice in one object") % {"name": name}
                )
            found[name] = value
        return found

    try:
        text = path.read_bytes().decode("utf-8-sig")
        found = json.loads(
            text,
            object_pairs_hook=unique,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
        )
    except OSError as error:
        problems.add(
            "", _("the file cannot be read: %(why)s") % {"why": error.strerror}
        )
    except json.JSONDecodeError as error:
        problems.add(
            _("line %(line)s, column %(column)s")
            % {"line": error.lineno, "column": error.colno},
            _("this is not JSON: %(why)s") % {"why": error.msg},
        )
    except (ValueError, RecursionError) as error:
        problems.add("", _("this is not JSON: %(why)s") % {"why": error})
    else:
        if isinstance(found, dict):
            return found
        problems.add("", _("expected one object: { … }"))
    return {}


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
