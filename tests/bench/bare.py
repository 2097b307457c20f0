"""The yardstick: a Django view without middleware that answers with constant bytes."""

from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="-" * 50
)


def constant(request: HttpRequest) -> HttpResponse:
    """Answer every request alike."""
    return HttpResponse(b"ready")


urlpatterns: list[Any] = [path("", constant)]
application = get_wsgi_application()
