"""Run the suite on the embedded default and, beside it, on the servers pointed at.

`python -m tests [pytest arguments]`; the last lines say what was covered.
"""

import os
import subprocess
import sys
import tempfile
from typing import IO

SERVERS = {"TEST_DATABASE_URL": "PostgreSQL", "TEST_REDIS_URL": "Redis"}


class Run:
    """The suite in an environment of its own, begun at once."""

    def __init__(self, environment: dict[str, str], output: IO[bytes] | None) -> None:
        command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
        self.output = output
        self.process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output
        )

    def passes(self) -> bool:
        """Wait for its end, print what it held back; tell whether it passed."""
        passed = self.process.wait() == 0
        if self.output:
            self.output.seek(0)
            sys.stdout.write(self.output.read().decode(errors="replace"))
        return passed


def main() -> int:
    """Run what can be run; return 0 only when all of it passed."""
    bare = {name: value for name, value in os.environ.items() if name not in SERVERS}
    pointed = {name: os.environ[name] for name in SERVERS if os.environ.get(name)}
    results = {}
    with tempfile.TemporaryFile() as held_back:
        runs = {"the embedded default (SQLite, broker in files)": Run(bare, None)}
        if pointed:
            names = " and ".join(SERVERS[name] for name in pointed)
            runs[names] = Run(bare | pointed, held_back)
        for covered, run in runs.items():
            results[covered] = run.passes()
    for covered, passed in results.items():
        print(f"{'Passed' if passed else 'FAILED'} on {covered}.")
    for name in SERVERS.keys() - pointed.keys():
        print(f"Not covered: {SERVERS[name]} ({name} is not set).")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
