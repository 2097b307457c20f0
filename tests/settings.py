"""Settings of the tests: the embedded default, or the servers they are pointed at.

What else the developer's environment says must not decide whether a test passes.
"""

import atexit
import os
import shutil
import tempfile

from tests import env_example

for name in env_example.names():
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="district-tests-")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

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
# A test sees at once what it has written; those of what is kept make a front.
KEPT_ANSWERS_MEGABYTES = 0
# Many tests search and ask within a minute; those of the limits set some.
SEARCHES_PER_MINUTE = 0
API_RATE_ANON = API_RATE_PARTNER = (0, 0)
