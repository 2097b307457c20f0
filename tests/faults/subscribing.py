"""Makes webhooks that are told the feed from its beginning; prints their secrets."""

import json
import sys

from creative_district.portal.webhooks.services import make_webhook
from partners.models import Membership, Webhook


def main() -> None:
    """Make a webhook for each address."""
    member = Membership.objects.order_by("pk")[0]
    secrets = []
    for url in sys.argv[1:]:
        webhook = Webhook(
            programme=member.programme, partner=member.partner, name="Site", url=url
        )
        secrets.append(make_webhook(webhook=webhook))
    Webhook.objects.update(place=0)
    print(json.dumps(secrets))
