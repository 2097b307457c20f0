"""The yardstick: a Django view without middleware that sends the same bytes."""

from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import re_path

from tests.bench.yardsticks.bytes_alone import ANSWERS

settings.configure(
    ALLOWED_HOSTS=["*"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="-" * 50
)


def constant(request: HttpRequest) -> HttpResponse:
    """Answer an address with its bytes."""
    headers, body = ANSWERS[request.path]
    return HttpResponse(body, headers=dict(headers))


urlpatterns: list[Any] = [re_path("", constant)]
application = get_wsgi_application()
