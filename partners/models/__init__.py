"""The tables of who carries the programme out, and where."""

from partners.models.assignment import Assignment
from partners.models.boundary import Boundary
from partners.models.contact import Contact
from partners.models.membership import Membership
from partners.models.partner import Partner
from partners.models.place import Place
from partners.models.token import AccessToken, KeptAnswer
from partners.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AccessToken",
    "Assignment",
    "Boundary",
    "Contact",
    "KeptAnswer",
    "Membership",
    "Partner",
    "Place",
    "Webhook",
    "WebhookDelivery",
]
