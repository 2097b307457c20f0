"""Staff pages of partners and places; contacts stand above, with reminders."""

from partners.admin import partner, place

__all__ = ["partner", "place"]
