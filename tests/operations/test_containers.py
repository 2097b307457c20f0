"""The containers run what `make run` runs, in the right order."""

import json
from importlib import resources
from typing import Any

import pytest
from jsonschema.validators import validator_for
from ruamel.yaml import YAML

from creative_district import supervisor
from creative_district.environment import ROOT

SCHEMA = "builtin_schemas/vendor/compose-spec.json"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file, with its anchors resolved."""
    return YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())


def faults(compose: dict[str, Any]) -> list[str]:
    """Return what the Compose schema finds wrong."""
    schema = json.loads(
        resources.files("check_jsonschema").joinpath(SCHEMA).read_text()
    )
    checker = validator_for(schema)(schema)
    return [error.message for error in checker.iter_errors(compose)]


def test_compose_file_follows_the_schema(compose: dict[str, Any]) -> None:
    assert faults(compose) == []
    assert faults({**compose, "service": {}}) != []


def test_commands_are_those_of_the_supervisor(compose: dict[str, Any]) -> None:
    commands = {
        name: service["command"]
        for name, service in compose["services"].items()
        if name in {"migrate", "web", "worker"}
    }

    assert commands == {
        "migrate": ["python", *supervisor.SET_UP],
        "web": supervisor.WEB[1:],
        "worker": supervisor.WORKER[1:],
    }


def test_image_serves_by_default(compose: dict[str, Any]) -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    [command] = [json.loads(line[4:]) for line in lines if line.startswith("CMD ")]

    assert command == compose["services"]["web"]["command"]
    assert "USER portal" in lines


def test_nothing_starts_before_what_it_needs(compose: dict[str, Any]) -> None:
    order = {
        name: {
            needed: rule["condition"].removeprefix("service_")
            for needed, rule in service.get("depends_on", {}).items()
        }
        for name, service in compose["services"].items()
    }

    services = {"postgres": "healthy", "redis": "healthy"}
    ready = {**services, "migrate": "completed_successfully"}
    assert order == {
        "postgres": {},
        "redis": {},
        "migrate": services,
        "web": ready,
        "worker": ready,
        "beat": ready,
    }


def test_what_others_wait_for_tells_its_health(compose: dict[str, Any]) -> None:
    told = {
        name
        for name, service in compose["services"].items()
        if "healthcheck" in service
    }

    assert told == {"postgres", "redis", "web"}
