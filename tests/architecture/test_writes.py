"""Writes past `save()` leave no history: they stand only where that is seen to."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from creative_district.kernel.record import Record
from tests.architecture.code import Code, own_code, parsed

SILENT = {"bulk_create", "bulk_update", "update"}
# They record what they write.
RECORDING = {"services", "loading", "practice"}
# Their rows are no public records.
PRIVATE = {
    "actions.reminders",
    "creative_district.accounts",
    "creative_district.kernel.mail",
    "creative_district.portal.webhooks",
}


def public_models() -> set[str]:
    """Return the names of the models whose every change is kept."""
    return {model.__name__ for model in apps.get_models() if issubclass(model, Record)}


def root_of(node: ast.expr) -> str:
    """Return the name with which a chain of calls and attributes begins."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def silent_writes(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Yield each write past `save()`: what it starts from, its name, its line.

    `update` without keywords is a dictionary's or a set's.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if name in SILENT and (name != "update" or node.keywords):
            yield root_of(node.func), name, node.lineno


def unrecorded(code: Code, public: set[str]) -> Iterator[str]:
    """Yield silent writes of what is public, or may be, where nothing records them."""
    for module, tree in code.items():
        if RECORDING & set(module.split(".")):
            continue
        is_private = any(module.startswith(name) for name in PRIVATE)
        for root, name, line in silent_writes(tree):
            unknown = not root[:1].isupper() and not is_private
            if root in public or unknown:
                yield f"{module}:{line} {root}…{name}"


def test_public_records_are_written_with_their_history() -> None:
    assert list(unrecorded(own_code(), public_models())) == []


def test_public_models_are_known() -> None:
    assert {"Action", "Milestone", "Partner", "Programme"} <= public_models()
    assert "Reminder" not in public_models()


@pytest.mark.parametrize(
    ("module", "source", "faults"),
    [
        ("actions.views", "Action.objects.filter(pk=1).update(x=2)", ["Action…update"]),
        ("actions.views", "Action.objects.bulk_create([])", ["Action…bulk_create"]),
        ("actions.views", "self.get_queryset().update(**values)", ["self…update"]),
        ("actions.reminders.ledger", "Action.objects.update(x=2)", ["Action…update"]),
        ("actions.reminders.ledger", "held.update(x=2)", []),
        ("actions.services", "Action.objects.update(x=2)", []),
        ("actions.views", "Reminder.objects.update(x=2)", []),
        ("actions.views", "seen.update({1, 2})", []),
    ],
)
def test_silent_writes_are_found(module: str, source: str, faults: list[str]) -> None:
    found = unrecorded(parsed({module: source}), {"Action"})

    assert list(found) == [f"{module}:1 {fault}" for fault in faults]
