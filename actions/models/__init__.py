"""The tables of what the programme does, and what is due."""

from actions.models.action import Action
from actions.models.indicator import Indicator, Reading
from actions.models.milestone import Milestone
from actions.models.reminder import Reminder, ReminderEvent, ReminderRule
from actions.models.space import Space
from actions.models.thrust import Thrust

__all__ = [
    "Action",
    "Indicator",
    "Milestone",
    "Reading",
    "Reminder",
    "ReminderEvent",
    "ReminderRule",
    "Space",
    "Thrust",
]
