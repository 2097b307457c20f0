"""What the documentation tells receivers to do knows our messages, and no others."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from creative_district.environment import ROOT
from creative_district.portal.webhooks.services import change_secret
from tests.factories import make_change
from tests.portal.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def is_genuine() -> Callable[..., bool]:
    """The example of docs/api.md, run as it stands there."""
    written = (ROOT / "docs" / "api.md").read_text()
    examples = re.findall(r"^```python\n(.+?)^```$", written, re.MULTILINE | re.DOTALL)
    [source] = [each for each in examples if "def is_genuine" in each]
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102 - our own documentation
    found: Callable[..., bool] = names["is_genuine"]
    return found


def test_a_message_is_known_by_the_documented_check(
    webhook: Any, receiver: Receiver, run: Any, is_genuine: Callable[..., bool]
) -> None:
    make_change()
    run()
    [got] = receiver.got
    later = {**got.headers, "webhook-timestamp": "1401696000"}
    other = {**got.headers, "webhook-id": "msg_other"}

    assert is_genuine(got.headers, got.body, webhook.secret)
    assert not is_genuine(got.headers, got.body + b" ", webhook.secret)
    assert not is_genuine(got.headers, got.body, "whsec_" + "A" * 44)
    assert not is_genuine(later, got.body, webhook.secret)
    assert not is_genuine(other, got.body, webhook.secret)


def test_both_secrets_are_known_while_they_overlap(
    webhook: Any, receiver: Receiver, run: Any, is_genuine: Callable[..., bool]
) -> None:
    secret = change_secret(webhook=webhook, now=timezone.now())
    make_change()
    run()

    [got] = receiver.got
    assert is_genuine(got.headers, got.body, webhook.secret)
    assert is_genuine(got.headers, got.body, secret)
