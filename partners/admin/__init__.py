"""Staff pages of partners and places; contacts stand above, with reminders."""

from partners.admin import boundary, partner, place

__all__ = ["boundary", "partner", "place"]
