"""What the staff pages show beyond Django's."""

from typing import Any

from django import template

from actions.reminders import health
from creative_district.kernel import clock
from creative_district.portal.to_do import Task, to_do

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting(context: dict[str, Any]) -> list[Task]:
    """Return what waits for the person who reads the page."""
    return to_do(context["request"], today=clock.today())


@register.simple_tag
def overdue_count() -> int:
    """Return how many reminders should have gone out half an hour ago: 1 query."""
    return health.overdue(clock.now()).count()
