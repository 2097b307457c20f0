"""Run the suite on the embedded default, then on the servers it is pointed at.

`python -m tests [pytest arguments]`; the last lines say what was covered.
"""

import os
import subprocess
import sys

SERVERS = {"TEST_DATABASE_URL": "PostgreSQL", "TEST_REDIS_URL": "Redis"}


def passes(environment: dict[str, str]) -> bool:
    """Run pytest in the environment; tell whether it passed."""
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode == 0


def main() -> int:
    """Run what can be run; return 0 only when all of it passed."""
    bare = {name: value for name, value in os.environ.items() if name not in SERVERS}
    pointed = {name: os.environ[name] for name in SERVERS if os.environ.get(name)}
    results = {"the embedded default (SQLite, broker in files)": passes(bare)}
    if pointed:
        names = " and ".join(SERVERS[name] for name in pointed)
        results[names] = passes(bare | pointed)
    for covered, passed in results.items():
        print(f"{'Passed' if passed else 'FAILED'} on {covered}.")
    for name in SERVERS.keys() - pointed.keys():
        print(f"Not covered: {SERVERS[name]} ({name} is not set).")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
