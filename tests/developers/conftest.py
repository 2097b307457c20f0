"""A running portal with a district, a partner and its token, in June 2014."""

from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
import time_machine
from django.core.management import call_command
from django.utils.translation import override

from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from tests.factories import (
    both,
    make_action,
    make_indicator,
    make_milestone,
    make_partner,
    make_thrust,
    make_token,
    on,
)

NOW = datetime(2014, 6, 20, 10, tzinfo=UTC)


@pytest.fixture
def running(live_server, district, settings, tmp_path):
    """The portal as a visitor's programs meet it; `page` gives the developers' page."""
    settings.SITE_URL = live_server.url
    settings.DUMP_DIR = tmp_path / "dump"
    settings.API_RATE_ANON = settings.API_RATE_PARTNER = (100_000, 60)
    folder = tmp_path / "visitor"
    folder.mkdir()
    with time_machine.travel(NOW):
        own = make_partner(programme=district, key="own", name=both("Own"))
        thrust = make_thrust(programme=district, key="support")
        led = {"programme": district, "lead": own, "thrust": thrust}
        make_action(**led, key="design", title=both("Design & more"))
        make_action(**led, key="draft", state=State.DRAFT)
        make_action(programme=district, scope=Scope.CONTEXT)
        for number, due in enumerate(("2014-01", "2014-Q2", "2013", "2014-05-05")):
            make_milestone(
                programme=district,
                key=f"milestone-{number}",
                title=Text(fr=f"Étape « {number} »", en=f"Step “{number}”"),
                due=on(due),
                responsible_partner=own,
            )
        make_indicator(programme=district, key="count", value=3)
        access = make_token(programme=district, partner=own, scope="write")
        call_command("dump")

        def page(language):
            with override(language):
                address = f"{live_server.url}{district.page('data')}"
            with urlopen(address) as answer:  # noqa: S310 - our own portal
                return answer.read().decode()

        yield SimpleNamespace(
            url=live_server.url,
            district=district,
            folder=folder,
            page=page,
            known={
                "TOKEN": access.token,
                "MILESTONE": "milestone-3",
            },
        )
