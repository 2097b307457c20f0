"""Staff pages of what the programme does, and of whatever its reminders hang on."""

from actions.admin import (
    action,
    contact,
    indicator,
    milestone,
    programme,
    reminder,
    reminder_rule,
    space,
    thrust,
)

__all__ = [
    "action",
    "contact",
    "indicator",
    "milestone",
    "programme",
    "reminder",
    "reminder_rule",
    "space",
    "thrust",
]
