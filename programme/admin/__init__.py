"""Staff pages of the ground app; a programme's own stands above, with reminders."""

from programme.admin import discrepancy, document, news, passage, picture, source

__all__ = ["discrepancy", "document", "news", "passage", "picture", "source"]
