"""`make bench`: one JSON line for each ratio, then a table; fails beyond a limit."""

import json
import sys
from collections.abc import Iterator

from tests.bench import api, reminders, staff
from tests.bench.district import practice_district


def results() -> Iterator[dict[str, object]]:
    """Yield what is printed of each ratio; the large district serves two benches."""
    with practice_district("large") as district:
        yield from api.measure(district)
        yield from staff.measure(district)
    yield from reminders.measure()


def main() -> int:
    """Measure and print; return 1 when a limit is exceeded."""
    lines = []
    for line in results():
        print(json.dumps(line, ensure_ascii=False), flush=True)
        lines.append(line)
    head = "CPU of a request, mails per second"
    print(f"\n{head:52}{'ratio':>8}{'limit':>9}{'target':>9}")
    for line in lines:
        mark = "" if line["passed"] else "  FAILED"
        target = line.get("target", "")
        figures = f"{line['ratio']:>8}{line['limit']:>9}{target:>9}"
        print(f"{line['name']:52}{figures}{mark}")
    return 0 if all(line["passed"] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
