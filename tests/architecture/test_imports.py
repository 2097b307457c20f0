"""Imports point down, never sideways between faces, never in a circle, never late."""

import ast
from collections.abc import Iterator

from tests.architecture.code import (
    BESIDE,
    FLOORS,
    Code,
    app_of,
    own_code,
    own_imports,
    parsed,
)

FACES = {"views", "api", "admin", "tasks", "feeds", "management", "templatetags"}
# Of several megabytes each, and needed by few requests
LARGE = {"holidays", "openpyxl", "rdflib"}


def upward(code: Code) -> Iterator[str]:
    """Yield imports of an app by one that it stands on, or of what stands beside."""
    heights = {app: height for height, app in enumerate(FLOORS)}
    for module, imported, line in own_imports(code):
        importer, owner = app_of(module), app_of(imported)
        if importer == BESIDE:
            continue
        if owner == BESIDE or heights[str(owner)] > heights[str(importer)]:
            yield f"{module}:{line} imports {imported}"


def face_of(module: str) -> str | None:
    """Return which face of its app a module is part of; `None` for what lies below."""
    inside = module.removeprefix(app_of(module) or "").strip(".").split(".")
    if inside[-1] == "urls":
        return "urls"
    return next((part for part in inside if part.split("_")[0] in FACES), None)


def sideways(code: Code) -> Iterator[str]:
    """Yield imports of a face by another face of the same app, or from below it."""
    for module, imported, line in own_imports(code):
        if app_of(module) != app_of(imported) or app_of(module) == BESIDE:
            continue
        face, target = face_of(module), face_of(imported)
        if target and face not in {target, "urls"}:
            yield f"{module}:{line} imports {imported}"


def models_that_know_services(code: Code) -> Iterator[str]:
    """Yield imports of an app's services by its models."""
    for module, imported, line in own_imports(code):
        if ".models" in module and imported.endswith(".services"):
            yield f"{module}:{line} imports {imported}"


def circles(code: Code) -> Iterator[str]:
    """Yield modules that reach themselves through what they import."""
    edges: dict[str, set[str]] = {module: set() for module in code}
    for module, imported, _line in own_imports(code):
        if imported in code and imported != module:
            edges[module].add(imported)
    for start in code:
        reached: set[str] = set()
        ahead = set(edges[start])
        while ahead:
            reached |= ahead
            ahead = set().union(*(edges[module] for module in ahead)) - reached
        if start in reached:
            yield start


def late(code: Code) -> Iterator[str]:
    """Yield imports inside functions, but for an app's `ready` and large libraries."""
    for module, tree in code.items():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if module.endswith(".apps") and function.name == "ready":
                continue
            for node in ast.walk(function):
                if not isinstance(node, ast.Import | ast.ImportFrom):
                    continue
                if not tops_of(node) <= LARGE:
                    yield f"{module}:{node.lineno} imports inside {function.name}"


def tops_of(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return the packages that an import begins with."""
    if isinstance(node, ast.ImportFrom):
        return {str(node.module).partition(".")[0]}
    return {each.name.partition(".")[0] for each in node.names}


def test_imports_point_down() -> None:
    assert list(upward(own_code())) == []


def test_faces_of_an_app_import_none_of_each_other() -> None:
    assert list(sideways(own_code())) == []


def test_models_know_no_services() -> None:
    assert list(models_that_know_services(own_code())) == []


def test_no_module_reaches_itself() -> None:
    assert list(circles(own_code())) == []


def test_imports_stand_at_the_top() -> None:
    assert list(late(own_code())) == []


def test_all_code_is_read() -> None:
    assert {app_of(module) for module in own_code()} == {*FLOORS, BESIDE}


def test_upward_imports_are_found() -> None:
    sample = parsed(
        {
            "programme.models": "from actions.models import Action",
            "actions.models": "from programme.models import Programme",
            "partners.services": "import creative_district.settings",
            "creative_district.urls": "from actions import views",
        }
    )

    assert list(upward(sample)) == [
        "programme.models:1 imports actions.models",
        "partners.services:1 imports creative_district.settings",
    ]


def test_sideways_imports_are_found() -> None:
    sample = parsed(
        {
            "actions.views.list": "from actions.api.views import x",
            "actions.services": "from actions.admin import y",
            "actions.api.views": "from actions.api.serializers import z",
            "actions.api.serializers": "from actions.models import Action",
            "actions.urls": "from actions.views import list",
            "actions.views": "",
        }
    )

    assert list(sideways(sample)) == [
        "actions.views.list:1 imports actions.api.views",
        "actions.services:1 imports actions.admin",
    ]


def test_models_that_know_services_are_found() -> None:
    sample = parsed({"actions.models.action": "from actions.services import move"})

    assert list(models_that_know_services(sample)) == [
        "actions.models.action:1 imports actions.services"
    ]


def test_circles_are_found() -> None:
    sample = parsed(
        {
            "actions.one": "from actions import two",
            "actions.two": "from actions.three import x",
            "actions.three": "import actions.one",
            "actions.four": "from actions import one",
        }
    )

    assert list(circles(sample)) == ["actions.one", "actions.two", "actions.three"]


def test_late_imports_are_found() -> None:
    sample = parsed(
        {
            "actions.apps": "def ready(self):\n    import actions.checks",
            "actions.views": "def show(request):\n    from actions import models",
            "actions.policy": "def days():\n    import holidays",
        }
    )

    assert list(late(sample)) == ["actions.views:2 imports inside show"]
