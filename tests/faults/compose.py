"""The commands that production runs, as docker-compose.yml has them."""

import sys
from pathlib import Path

from ruamel.yaml import YAML

from creative_district.environment import ROOT

SERVICES = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = {"python", "celery", "gunicorn"}


def command_of(service: str) -> list[str]:
    """Return a service's command, with the programs of this environment."""
    program, *arguments = SERVICES[service]["command"]
    here = Path(sys.executable).with_name(program)
    return [str(here) if program in OURS else program, *arguments]


def grace_of(service: str) -> float:
    """Return the seconds that a service has to stop before it is killed."""
    return float(SERVICES[service]["stop_grace_period"].removesuffix("s"))
