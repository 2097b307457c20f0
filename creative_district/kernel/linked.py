"""What all linked data of the portal have in common."""

from collections.abc import Iterable
from typing import Any

Node = dict[str, Any]


def without_gaps(value: Any) -> Any:
    """Return a value without what is not known of it."""
    if isinstance(value, dict):
        kept = {name: without_gaps(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [])}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [without_gaps(each) for each in value]
    return value
