"""The product's own modules, read without importing them."""

import ast
from collections.abc import Iterator, Mapping

from creative_district.environment import ROOT

# From the ground up; an app stands on those before it.
FLOORS = (
    "creative_district.kernel",
    "creative_district.accounts",
    "programme",
    "partners",
    "actions",
    "creative_district.portal",
)
BESIDE = "creative_district"  # settings, urls, entry points: they may name anything

Code = Mapping[str, ast.Module]


def parsed(sources: Mapping[str, str]) -> Code:
    """Return the modules of a small sample, given as their text."""
    return {name: ast.parse(source) for name, source in sources.items()}


def own_code() -> Code:
    """Return every module of the product but migrations, by its dotted name."""
    found = {}
    for folder in ("creative_district", "programme", "partners", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts).removesuffix(".__init__")
                found[name] = ast.parse(path.read_text())
    return found


def app_of(module: str) -> str | None:
    """Return the app that a module belongs to; `None` for a foreign one."""
    for app in (*FLOORS, BESIDE):
        if module == app or module.startswith(f"{app}."):
            return app
    return None


def imports_of(tree: ast.AST, code: Code) -> Iterator[tuple[str, int]]:
    """Yield what is imported from the product's own modules, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield (inner if inner in code else node.module), node.lineno


def own_imports(code: Code) -> Iterator[tuple[str, str, int]]:
    """Yield each import of one own module by another: importer, imported, line."""
    for module, tree in code.items():
        for imported, line in imports_of(tree, code):
            if app_of(imported):
                yield module, imported, line
