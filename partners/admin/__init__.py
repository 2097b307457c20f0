"""Staff pages of partners and places; contacts stand above, with reminders."""

from partners.admin import account, boundary, partner, place, token

__all__ = ["account", "boundary", "partner", "place", "token"]
