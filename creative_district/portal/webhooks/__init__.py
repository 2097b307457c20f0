"""Tells partners' webhooks what the feed tells; docs/decisions/0020 says how."""
