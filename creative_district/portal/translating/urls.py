"""Addresses of the translators' pages, among those of the staff."""

from django.contrib import admin
from django.urls import path

from creative_district.portal.translating.files import bring_back, take_along
from creative_district.portal.translating.record_form import translation
from creative_district.portal.translating.worklist import worklist

staff = admin.site.admin_view
app_name = "translating"
urlpatterns = [
    path("", staff(worklist), name="worklist"),
    path("file/", staff(take_along), name="take-along"),
    path("received/", staff(bring_back), name="bring-back"),
    path(
        "<str:label>/<int:pk>/<str:language>/",
        staff(translation),
        name="record",
    ),
]
