"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creative_district.settings")

portal = get_wsgi_application()

from creative_district.portal.front.application import fronted  # noqa: E402 - needs models, which are there now

application = fronted(portal)
