"""A receiver, and a portal that sends to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from creative_district.portal.webhooks import sending
from partners.models import Webhook
from tests.factories import make_webhook
from tests.portal.webhooks.receiver import Receiver, caller, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def webhook(db: None, receiver: Receiver) -> Webhook:
    """One that wants everything, of a partner whose receiver is there."""
    return make_webhook(url=receiver.at())


@pytest.fixture
def run(receiver: Receiver) -> Callable[..., int]:
    """Send as the worker does; return how many messages went out."""

    def sent(**changes: Any) -> int:
        told = {
            "client": caller(receiver),
            "clock": timezone.now,
            "stop": lambda: False,
        }
        return sending.send(**{**told, **changes})

    return sent
