"""Settings of the tests: the embedded default, or the servers they are pointed at."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="district-tests-")
for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PROGRAMME_AS_OF", "DISTRICT"):
    os.environ.pop(name, None)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")

from creative_district.settings import *  # noqa: E402, F403 - the environment comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
