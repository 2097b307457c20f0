"""What a web process loads before it is asked for anything."""

import subprocess
import sys

from creative_district.environment import ROOT

# Large, and needed by few requests
LATER = ("holidays", "openpyxl", "rdflib")
PROGRAM = f"""
import sys
import creative_district.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
loaded = sys.modules
print(*(name for name in {("rest_framework", *LATER)} if name in loaded))
"""


def test_large_libraries_wait_until_they_are_needed(tmp_path):
    said = subprocess.check_output(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "PATH": ""},
        text=True,
    )

    assert said.split() == ["rest_framework"]
