"""Staff pages of partners and places; contacts stand above, with reminders."""

from partners.admin import account, boundary, partner, place

__all__ = ["account", "boundary", "partner", "place"]
