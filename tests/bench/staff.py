"""What the pages that staff use most cost, in a large district and in a small one.

The large one has 10,000 actions and 100,000 milestones, the small one a hundredth of
that: a page whose cost stays the same does work for what it shows, not for what is
stored. On the embedded database, whose work is part of the server's own.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from creative_district.environment import ROOT
from tests.bench.ports import free_port
from tests.bench.server import Server, serving

SIZES = {"small": (100, 1_000), "large": (10_000, 100_000)}


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

# Signs somebody in, and names a record of each kind in the middle of the district.
SIGN_IN = """
from django.test import Client
from actions.models import Action, Milestone
from creative_district.accounts.models import User
client = Client()
client.force_login(User.objects.filter(is_superuser=True).first())
print(client.cookies["sessionid"].value)
for model in (Action, Milestone):
    own = model.objects.filter(programme__is_practice=True).order_by("pk")
    print(own[own.count() // 2].pk)
"""


def measure() -> list[dict[str, object]]:
    """Return the cost of each page in the large district, in those of the small one."""
    with ExitStack() as stack:
        portals = {name: stack.enter_context(Portal(name)) for name in SIZES}
        return [result(page, portals["large"], portals["small"]) for page in PAGES]


def result(page: Page, large: "Portal", small: "Portal") -> dict[str, object]:
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


class Portal:
    """A portal with a practice district, and somebody signed in to it."""

    def __init__(self, size: str) -> None:
        self.actions, self.milestones = SIZES[size]
        self.stack = ExitStack()

    def __enter__(self) -> "Portal":
        made = tempfile.TemporaryDirectory(prefix="district-bench-")
        self.environment = {"DATA_DIR": self.stack.enter_context(made)}
        self.manage("set_up")
        self.manage(
            "practice",
            f"--actions={self.actions}",
            f"--milestones={self.milestones}",
        )
        said = self.manage("shell", "--verbosity=0", "--command", SIGN_IN).split()
        session, self.action, self.milestone = said
        served = serving("creative_district.wsgi", free_port(), self.environment)
        self.server: Server = self.stack.enter_context(served)
        self.server.headers = {"Cookie": f"sessionid={session}"}
        return self

    def __exit__(self, *raised: object) -> None:
        self.stack.close()

    def manage(self, *command: str) -> str:
        """Run a command of the portal; return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=Path(ROOT),
            env={"PATH": os.environ["PATH"], **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def cost(self, page: Page) -> float:
        """Return the seconds of CPU that a page costs."""
        path = page.path.format(action=self.action, milestone=self.milestone)
        return self.server.cost(path, count=6, warm=2)
