"""A small valid file to spoil, and the moment at which it is loaded."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from creative_district.portal.loading import Outcome, load

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "example-district.json"
SHIPPED = ROOT / "programme" / "data"
NOW = datetime(2014, 6, 2, 7, tzinfo=UTC)

File = dict[str, Any]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def example() -> File:
    """The documented example, to be changed at will."""
    return copy.deepcopy(json.loads(EXAMPLE.read_text()))


@pytest.fixture
def load_file(db: None, tmp_path: Path) -> Callable[..., Outcome]:
    """Return what loads an object as if it were a file."""

    def load_object(found: object, **options: Any) -> Outcome:
        path = tmp_path / "district.json"
        path.write_text(json.dumps(found))
        return load(path, now=NOW, **options)

    return load_object
