"""Our style sheets are served short; everything else as it comes."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from creative_district.portal.static_files import StaticFiles

WRITTEN = """/* A lamp, lit from below */
.lamp:is(.a, .b) > i { width: calc(100% - 2 * var(--s2)); background: url("lamp.svg"); }
"""
SERVED = '.lamp:is(.a,.b)>i{width:calc(100%% - 2 * var(--s2));background:url("%s")}'


@pytest.fixture
def source(tmp_path: Path) -> FileSystemStorage:
    source = FileSystemStorage(tmp_path / "source")
    source.save("css/lamp.css", ContentFile(WRITTEN.encode()))
    source.save("css/lamp.svg", ContentFile(b"<svg>  </svg>"))
    source.save("other/css/theirs.css", ContentFile(b"i { color: red; }"))
    return source


@pytest.fixture
def served(source: FileSystemStorage, tmp_path: Path) -> StaticFiles:
    """What `collectstatic` makes of the source."""
    storage = StaticFiles(tmp_path / "served", "/static/")
    names = ["css/lamp.css", "css/lamp.svg", "other/css/theirs.css"]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    list(storage.post_process({name: (source, name) for name in names}))
    return storage


def content(storage: StaticFiles, name: str) -> str:
    return Path(storage.path(storage.stored_name(name))).read_text()


def test_a_style_sheet_is_served_without_comments_and_white_space(served) -> None:
    picture = Path(served.stored_name("css/lamp.svg")).name

    assert content(served, "css/lamp.css") == SERVED % picture


def test_the_source_and_what_packages_bring_stay_as_they_are(served, source) -> None:
    assert Path(source.path("css/lamp.css")).read_text() == WRITTEN
    assert content(served, "other/css/theirs.css") == "i { color: red; }"
    assert content(served, "css/lamp.svg") == "<svg>  </svg>"
