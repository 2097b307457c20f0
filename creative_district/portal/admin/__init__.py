"""Staff pages of what concerns several apps."""

from creative_district.portal.admin import links

__all__ = ["links"]
