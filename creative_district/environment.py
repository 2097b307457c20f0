"""Typed readers of the process environment, the only place that knows it."""

import secrets
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent

env = environ.Env()


def data_dir() -> Path:
    """Return the folder of everything the portal writes, absolute (`DATA_DIR`)."""
    folder = Path(env.str("DATA_DIR", default="") or "var")
    return folder if folder.is_absolute() else ROOT / folder


def secret_key(folder: Path) -> str:
    """Return `SECRET_KEY`, or the embedded key kept in `folder`, made once.

    The file is written under a name of its own and linked into place, so that two
    processes that start together end with the same key.
    """
    if key := text("SECRET_KEY"):
        return key
    kept = folder / "secret-key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret-key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            kept.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default when it is unset or empty."""
    return str(env.str(name, default="") or default)


def number(name: str, default: int) -> int:
    """Return the variable as an integer, or the default when unset or empty."""
    return int(text(name) or default)


def flag(name: str, *, default: bool = False) -> bool:
    """Return the variable as a truth value, or the default when unset or empty."""
    return env.bool(name) if text(name) else default


def words(name: str, default: str = "") -> list[str]:
    """Return the variable split at commas, without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
