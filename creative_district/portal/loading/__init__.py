"""The import of a district from its file: `docs/import-format.md`."""

from creative_district.portal.loading.comparing import Change, Difference, Kind
from creative_district.portal.loading.errors import LoadError, Problem
from creative_district.portal.loading.loader import Outcome, load

__all__ = ["Change", "Difference", "Kind", "LoadError", "Outcome", "Problem", "load"]
