"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creative_district.settings")

portal = get_wsgi_application()

# Its models are there once Django is set up.
from creative_district.portal.front.application import fronted  # noqa: E402

application = fronted(portal)
