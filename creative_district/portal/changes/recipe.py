"""What stored answers are made with: other code or settings, other answers."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

SETTINGS = ("SITE_URL", "DISTRICT", "TIME_ZONE", "LANGUAGE_CODE")
CODE = ("actions", "creative_district", "partners", "programme")


def recipe() -> str:
    """Return what stands for the code, the words and the settings of answers."""
    told = [getattr(settings, name) for name in SETTINGS]
    languages = [code for code, _name in settings.LANGUAGES]
    made_with = f"{told} {languages} {sources()}"
    return blake2b(made_with.encode(), digest_size=16).hexdigest()


@cache
def sources() -> str:
    """Return what stands for the code and for the words of the interface."""
    root: Path = settings.BASE_DIR
    files = [path for name in CODE for path in (root / name).rglob("*.py")]
    files += [path for folder in settings.LOCALE_PATHS for path in folder.rglob("*.mo")]
    mark = blake2b(digest_size=16)
    for path in sorted(files):
        mark.update(path.read_bytes())
    return mark.hexdigest()
