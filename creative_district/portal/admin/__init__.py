"""Staff pages of what concerns several apps."""

from creative_district.portal.admin import links, webhook_log, webhooks

__all__ = ["links", "webhook_log", "webhooks"]
