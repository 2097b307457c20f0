"""Accounts and their sessions."""

from creative_district.accounts.models.session import Session
from creative_district.accounts.models.user import User

__all__ = ["Session", "User"]
