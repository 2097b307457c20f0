"""Every address of the portal."""

from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.utils.translation import pgettext_lazy
from django.views.generic import RedirectView

from actions.views.action import ActionDetailView, ActionListView
from actions.views.document import DocumentDetailView, DocumentListView
from actions.views.house import HouseView
from actions.views.news import NewsDetailView, NewsListView
from actions.views.preferences import PreferencesView, UnsubscribeView
from actions.views.space import SpaceListView
from actions.views.thrust import ThrustDetailView
from creative_district.portal.admin.privacy import personal_data, personal_data_file
from creative_district.portal.feeds.atom import ChangesView, NewsFeedView
from creative_district.portal.feeds.files import (
    ActionFile,
    ActionListFile,
    CalendarFile,
    DocumentListFile,
    NewsListFile,
    PartnerFile,
    PartnerListFile,
    SpaceListFile,
    ThrustFile,
)
from creative_district.portal.health import health, ready
from creative_district.portal.metrics import metrics
from creative_district.portal.sitemaps import robots, sitemap
from creative_district.portal.views.api_catalog import api_catalog
from creative_district.portal.views.calendar import CalendarView
from creative_district.portal.views.data import DataView
from creative_district.portal.views.entrance import entrance
from creative_district.portal.views.home import HomeView
from creative_district.portal.views.marked import marked_text
from creative_district.portal.views.pages import (
    AccessibilityView,
    ContactView,
    PrivacyView,
)
from creative_district.portal.views.patterns import PatternsView
from creative_district.portal.views.permanent import permanent
from creative_district.portal.views.preview import preview
from creative_district.portal.views.reuse import ReuseView, example_file
from creative_district.portal.views.search import SearchView
from creative_district.portal.views.security import security_txt
from creative_district.portal.views.site_map import SiteMapView
from partners.views.partner import PartnerDetailView, PartnerListView
from programme.views.document import document_file
from programme.views.picture import picture_file
from programme.views.programme import OpenQuestionsView, ProgrammeView

# The page's address with an ending: what it lists, as a file of that kind.
as_file: Any = lazy(lambda page: f"{str(page).removesuffix('/')}.<slug:ending>", str)

# The pages of one district. They stand twice: for the district that opens the site, and
# below its slug for every other.
district_pages = [
    path("", HomeView.as_view(), name="home"),
    path(
        pgettext_lazy("path", "programme/"), ProgrammeView.as_view(), name="programme"
    ),
    path(
        # Translators: “programme/questions-ouvertes/”
        pgettext_lazy("path", "programme/open-questions/"),
        OpenQuestionsView.as_view(),
        name="open-questions",
    ),
    path(
        pgettext_lazy("path", "thrusts/<slug:slug>/"),
        ThrustDetailView.as_view(),
        name="thrust-detail",
    ),
    path(
        pgettext_lazy("path", "actions/"), ActionListView.as_view(), name="action-list"
    ),
    path(
        pgettext_lazy("path", "actions/<slug:slug>/"),
        ActionDetailView.as_view(),
        name="action-detail",
    ),
    path(
        # Translators: “actions/<slug:slug>/maison.svg”
        pgettext_lazy("path", "actions/<slug:slug>/house.svg"),
        HouseView.as_view(),
        name="action-house",
    ),
    path(pgettext_lazy("path", "timeline/"), CalendarView.as_view(), name="calendar"),
    path(
        pgettext_lazy("path", "partners/"),
        PartnerListView.as_view(),
        name="partner-list",
    ),
    path(
        pgettext_lazy("path", "partners/<slug:slug>/"),
        PartnerDetailView.as_view(),
        name="partner-detail",
    ),
    # Translators: “actualites/”
    path(pgettext_lazy("path", "news/"), NewsListView.as_view(), name="news-list"),
    path(
        # Translators: “actualites/<slug:slug>/”
        pgettext_lazy("path", "news/<slug:slug>/"),
        NewsDetailView.as_view(),
        name="news-detail",
    ),
    path(
        pgettext_lazy("path", "documents/"),
        DocumentListView.as_view(),
        name="document-list",
    ),
    path(
        pgettext_lazy("path", "documents/<slug:slug>/"),
        DocumentDetailView.as_view(),
        name="document-detail",
    ),
    # Translators: “reseaux/”
    path(
        pgettext_lazy("path", "networks/"), SpaceListView.as_view(), name="space-list"
    ),
    # Translators: “recherche/”
    path(pgettext_lazy("path", "search/"), SearchView.as_view(), name="search"),
    path(pgettext_lazy("path", "data/"), DataView.as_view(), name="data"),
    path(
        pgettext_lazy("path", "accessibility/"),
        AccessibilityView.as_view(),
        name="accessibility",
    ),
    path(pgettext_lazy("path", "privacy/"), PrivacyView.as_view(), name="privacy"),
    # Translators: “contact/”
    path(pgettext_lazy("path", "contact/"), ContactView.as_view(), name="contact"),
    # Translators: “plan-du-site/”
    path(pgettext_lazy("path", "site-map/"), SiteMapView.as_view(), name="site-map"),
    # Translators: “transposer/”
    path(pgettext_lazy("path", "reuse/"), ReuseView.as_view(), name="reuse"),
    path(
        as_file(pgettext_lazy("path", "timeline/")),
        CalendarFile.as_view(),
        name="calendar-file",
    ),
    path(
        as_file(pgettext_lazy("path", "actions/")),
        ActionListFile.as_view(),
        name="action-list-file",
    ),
    path(
        as_file(pgettext_lazy("path", "actions/<slug:slug>/")),
        ActionFile.as_view(),
        name="action-file",
    ),
    path(
        as_file(pgettext_lazy("path", "thrusts/<slug:slug>/")),
        ThrustFile.as_view(),
        name="thrust-file",
    ),
    path(
        as_file(pgettext_lazy("path", "partners/")),
        PartnerListFile.as_view(),
        name="partner-list-file",
    ),
    path(
        # Translators: “reseaux/”
        as_file(pgettext_lazy("path", "networks/")),
        SpaceListFile.as_view(),
        name="space-list-file",
    ),
    path(
        as_file(pgettext_lazy("path", "partners/<slug:slug>/")),
        PartnerFile.as_view(),
        name="partner-file",
    ),
    path(
        # Translators: “actualites.atom”
        pgettext_lazy("path", "news.atom"),
        NewsFeedView.as_view(),
        name="news-feed",
    ),
    path(
        as_file(pgettext_lazy("path", "news/")),
        NewsListFile.as_view(),
        name="news-list-file",
    ),
    path(
        as_file(pgettext_lazy("path", "documents/")),
        DocumentListFile.as_view(),
        name="document-list-file",
    ),
    path(
        # Translators: “flux.atom”
        pgettext_lazy("path", "feed.atom"),
        ChangesView.as_view(),
        name="feed",
    ),
]

urlpatterns = [
    path("", entrance, name="entrance"),
    path("admin/", include("creative_district.accounts.urls")),
    path("admin/translations/", include("creative_district.portal.translating.urls")),
    path(
        "admin/personal-data/<str:kind>/<int:pk>/",
        admin.site.admin_view(personal_data),
        name="personal-data",
    ),
    path(
        "admin/personal-data/<str:kind>/<int:pk>/file/",
        admin.site.admin_view(personal_data_file),
        name="personal-data-file",
    ),
    path("admin/marked/", admin.site.admin_view(marked_text), name="marked"),
    path("admin/", admin.site.urls),
    path("api/", include("creative_district.portal.api")),
    re_path(
        r"^media/pictures/(?P<folder>[0-9a-f]{32})/(?P<size>master|[0-9]{1,4})\.webp$",
        picture_file,
        name="picture-file",
    ),
    re_path(r"^media/(?P<path>[-\w./]+)$", document_file, name="document-file"),
    path("id/<slug:kind>/<slug:key>/", permanent, name="permanent"),
    path("example-district.json", example_file, name="example-file"),
    path(".well-known/api-catalog", api_catalog, name="api-catalog"),
    path(".well-known/security.txt", security_txt, name="security"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    *i18n_patterns(
        *district_pages,
        path("api/", RedirectView.as_view(pattern_name="data"), name="data-short"),
        path(
            # Translators: “rappels/preferences/”
            pgettext_lazy("path", "reminders/preferences/"),
            PreferencesView.as_view(),
            name="preferences",
        ),
        path(
            # Translators: “rappels/desabonnement/”
            pgettext_lazy("path", "reminders/unsubscribe/"),
            UnsubscribeView.as_view(),
            name="unsubscribe",
        ),
        path(
            # Translators: “apercu/<str:token>/”
            pgettext_lazy("path", "preview/<str:token>/"),
            preview,
            name="preview",
        ),
        path(
            pgettext_lazy("path", "districts/<slug:district>/"), include(district_pages)
        ),
        # For developers; no visitor's portal has it.
        *(
            [path("_patterns/", PatternsView.as_view(), name="patterns")]
            if settings.DEBUG
            else []
        ),
    ),
]

handler400 = "creative_district.kernel.api.problems.bad_request"
handler404 = "creative_district.portal.views.errors.not_found"
handler500 = "creative_district.portal.views.errors.server_error"
