"""Somebody who may edit everything, in English."""

import pytest
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def editor(db: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(username="editor"))
    return client
