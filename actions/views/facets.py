"""How many actions each choice of the list's filters would leave."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import QuerySet

from actions.filters import ActionFilter
from actions.phases import phase_of
from creative_district.kernel.record import Scope


class Facets:
    """Counts by choice: what the other filters keep, that one choice added to them.

    `filters` has its form cleaned. A query for each way of counting, whatever the
    number of choices or of actions.
    """

    def __init__(self, filters: ActionFilter, actions: QuerySet, today: date) -> None:
        self._filters, self._actions, self._today = filters, actions, today
        self.thrust = Counter(self._keys("thrust", "thrust__key"))
        self.scope = Counter(self._keys("scope", "scope"))
        dates = self.without("state").values_list("start", "end")
        self.state = Counter(phase_of(*pair, today=today).value for pair in dates)
        taking_part = self.without("partner").values_list(
            "pk", "lead__key", "participants__key"
        )
        self.partner = Counter(
            key
            for _pk, key in {(pk, key) for pk, *keys in taking_part for key in keys}
            if key
        )

    def without(self, name: str) -> QuerySet:
        """Return the actions that every filter but one keeps."""
        asked = self._filters.form.cleaned_data
        found: Any = self._actions.order_by()
        if name != "scope":
            found = found.filter(scope__in=asked.get("scope") or [Scope.OWN])
        for each, value in asked.items():
            if each not in {name, "scope"}:
                found = self._filters.filters[each].filter(found, value)
        kept: QuerySet = found
        return kept

    def _keys(self, name: str, field: str) -> list[str]:
        return [key for key in self.without(name).values_list(field, flat=True) if key]
