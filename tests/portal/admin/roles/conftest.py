"""The two districts, in June 2014."""

from typing import Any

import pytest
import time_machine

from tests.portal.admin.roles.world import NOON, ROLES, build


@pytest.fixture
def world(db: None, rival: Any, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield build()


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name
