"""Addresses and evidence on a district's pages."""

from typing import Any

from django import template
from django.db.models import Model

register = template.Library()


@register.simple_tag(takes_context=True)
def page(context: template.Context, name: str, **kwargs: Any) -> str:
    """Return the address of one of this district's pages: `{% page "home" %}`."""
    address: str = context["programme"].page(name, **kwargs)
    return address


@register.inclusion_tag("components/evidence.html", takes_context=True)
def evidence(
    context: template.Context, record: Model, name: str = "", about: Any = ""
) -> dict[str, Any]:
    """Show what supports a field of a record (default: all of it).

    `about` says to listeners what the evidence is of.
    """
    return {
        "evidence": context["provenance"].of(record, name),
        "about": about or record,
    }


@register.simple_tag(takes_context=True)
def numbered(context: template.Context, sources: Any) -> Any:
    """Return sources with their numbers on this page."""
    return context["provenance"].number(sources)
