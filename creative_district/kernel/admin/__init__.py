"""The parts that every app's admin is made of, and the machine room's own pages."""

from creative_district.kernel.admin.mailbox import LetterAdmin

__all__ = ["LetterAdmin"]
