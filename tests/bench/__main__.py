"""`make bench`: one JSON line for each ratio, then a table; fails beyond a limit."""

import json
import os
import subprocess
import sys
import tempfile
from typing import NamedTuple

from creative_district.environment import ROOT
from tests.bench import reminders, staff
from tests.bench.ports import free_port
from tests.bench.server import serving


class Target(NamedTuple):
    """A page, and how many bare Django views it may cost at most."""

    name: str
    path: str
    limit: float


# Of uncached pages on the embedded default; a bare view is about 0.3 ms of CPU. An idle
# machine shows 155 to 175 and 125; a busy one slows large pages more than a bare view,
# and has shown 245 and 165.
TARGETS = [
    Target("home page", "/fr/", 300),
    Target("API list of actions", "/api/v1/actions/", 220),
]


def measure() -> list[dict[str, object]]:
    """Return the cost of each target in bare views, measured in turns."""
    with tempfile.TemporaryDirectory(prefix="district-bench-") as folder:
        environment = {"DATA_DIR": folder}
        subprocess.run(
            [sys.executable, "manage.py", "set_up"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **environment},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        with (
            serving("tests.bench.bare", free_port(), environment) as bare,
            serving("creative_district.wsgi", free_port(), environment) as portal,
        ):
            return [
                result(
                    target,
                    portal.cost(target.path, count=100),
                    bare.cost("/", count=1000),
                )
                for target in TARGETS
            ]


def result(target: Target, cost: float, unit: float) -> dict[str, object]:
    """Return what is printed of one target."""
    ratio = cost / unit
    return {
        "name": f"{target.name} / bare Django view",
        "ms": round(cost * 1000, 2),
        "bare_ms": round(unit * 1000, 2),
        "ratio": round(ratio, 1),
        "limit": f"≤ {target.limit}",
        "passed": ratio <= target.limit,
    }


def main() -> int:
    """Measure and print; return 1 when a limit is exceeded."""
    results = [*measure(), *staff.measure(), *reminders.measure()]
    for line in results:
        print(json.dumps(line, ensure_ascii=False))
    print(f"\n{'CPU per request, mails per second':52}{'ratio':>8}{'limit':>8}")
    for line in results:
        mark = "" if line["passed"] else "  too much"
        print(f"{line['name']:52}{line['ratio']:>8}{line['limit']:>8}{mark}")
    return 0 if all(line["passed"] for line in results) else 1


if __name__ == "__main__":
    sys.exit(main())
