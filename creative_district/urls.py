"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from creative_district.portal.health import health, ready

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("creative_district.portal.api")),
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
]
