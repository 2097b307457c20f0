"""What the pages that staff use most cost, in a large district and in a small one.

The large one has 10,000 actions and 100,000 milestones, the small one a hundredth of
that: a page whose cost stays the same does work for what it shows, not for what is
stored.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import repeat
from typing import NamedTuple

from tests.bench.district import District, practice_district
from tests.bench.server import Server, load_on_its_core, serving


class Page(NamedTuple):
    """A page, and how much more it may cost in the large district."""

    name: str
    path: str
    limit: float


# A search looks into every row, and on this database each row costs a call of Python;
# the start page counts what waits.
PAGES = [
    Page("start page", "/admin/", 12),
    Page("actions", "/admin/actions/action/", 4),
    Page("actions, searched", "/admin/actions/action/?q=practice+7", 10),
    Page("an action's form", "/admin/actions/action/{action}/change/", 3),
    Page("an action's history", "/admin/actions/action/{action}/history/", 3),
    Page(
        "choosing an action",
        "/admin/autocomplete/?app_label=actions&model_name=milestone"
        "&field_name=action&term=7",
        35,
    ),
    Page("milestones", "/admin/actions/milestone/", 5),
    Page("milestones overdue", "/admin/actions/milestone/?progress=late", 4),
    Page("milestones, searched", "/admin/actions/milestone/?q=practice+7", 25),
    Page("a milestone's form", "/admin/actions/milestone/{milestone}/change/", 3),
]

# Signs somebody in.
SIGN_IN = """
from django.test import Client
from creative_district.accounts.models import User
client = Client()
client.force_login(User.objects.filter(is_superuser=True).first())
print(client.cookies["sessionid"].value)
"""


def measure(large: District) -> list[dict[str, object]]:
    """Return the cost of each page in the large district, in those of a small one."""
    with ExitStack() as stack:
        small = stack.enter_context(practice_district("small"))
        stack.enter_context(load_on_its_core())
        portals = [stack.enter_context(signed_in(each)) for each in (large, small)]
        return [result(page, *portals) for page in PAGES]


class Portal(NamedTuple):
    """A district, and a server of it to which somebody has signed in."""

    district: District
    server: Server

    def cost(self, page: Page) -> float:
        """Return the seconds of CPU that a page costs."""
        path = page.path.format(
            action=self.district.action, milestone=self.district.milestone
        )
        return self.server.cost(repeat(path), warm=2, most=6)


@contextmanager
def signed_in(district: District) -> Iterator[Portal]:
    """Serve the district's portal to somebody who is signed in."""
    session = district.manage("shell", "--verbosity=0", "--command", SIGN_IN)
    with serving("creative_district.wsgi", district.environment) as server:
        server.headers = {"Cookie": f"sessionid={session.strip()}"}
        yield Portal(district, server)


def result(page: Page, large: Portal, small: Portal) -> dict[str, object]:
    """Return what is printed of one page."""
    cost, unit = large.cost(page), small.cost(page)
    return {
        "name": f"staff, {page.name}: large / small district",
        "ms": round(cost * 1000, 1),
        "small_ms": round(unit * 1000, 1),
        "ratio": round(cost / unit, 2),
        "limit": f"≤ {page.limit}",
        "passed": cost / unit <= page.limit,
    }
