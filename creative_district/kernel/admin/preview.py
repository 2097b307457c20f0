"""Showing a record before it is published: the button, and the links that were made."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from creative_district.kernel.models import PreviewLink
from creative_district.kernel.preview import open_preview, path_of, revoke_preview
from creative_district.kernel.record import Record, State

# What the button is called that saves a form and opens the preview.
THEN_PREVIEW = "_then_preview"


class PreviewedRecords(admin.ModelAdmin):
    """The admin of records that have a page, which a link shows unpublished.

    Whoever may see a record may show it; a link is revoked by whoever made it, and by
    those who may change the record.
    """

    change_form_template = "admin/previewed_change_form.html"

    def has_preview(self, record: Any) -> bool:
        """Whether there is a page to show."""
        return record is not None and record.state != State.WITHDRAWN

    def get_urls(self) -> list[URLPattern]:
        previews = self.admin_site.admin_view(self.previews)
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("<int:pk>/preview/", previews, name=name), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context.get("original")
        if self.has_preview(record):
            context["preview_page"] = self.preview_page(record)
        context["then_preview"] = THEN_PREVIEW
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> Any:
        if self.is_to_preview(request, obj):
            return self.open_preview(request, obj)
        return super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> Any:
        if self.is_to_preview(request, obj):
            return self.open_preview(request, obj)
        return super().response_post_save_change(request, obj)

    def is_to_preview(self, request: HttpRequest, record: Any) -> bool:
        """Whether a form was saved by the button that opens the preview."""
        return THEN_PREVIEW in request.POST and self.has_preview(record)

    def preview_page(self, record: Record) -> str:
        """Return the address of the page with the links to a record."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        return reverse(name, args=[record.pk])

    def previews(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the links that are open; by POST make and follow one, or revoke one."""
        record = cast("Record | None", self.get_object(request, str(pk)))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        if request.method != "POST":
            return self.list_previews(request, record)
        if "revoke" in request.POST:
            return self.revoke_preview(request, record)
        return self.open_preview(request, record)

    def open_preview(self, request: HttpRequest, record: Record) -> HttpResponse:
        """Lead to the record by the person's own link."""
        if not self.has_preview(record):
            raise Http404
        link, is_new = open_preview(
            record=record, user=request.user, now=timezone.now()
        )
        if is_new:
            # Translators: “Lien d’aperçu créé.”
            self.log_change(request, record, _("Made a link to the preview."))
        return redirect(path_of(link))

    def revoke_preview(self, request: HttpRequest, record: Record) -> HttpResponse:
        """Close a link to the record."""
        asked = request.POST["revoke"]
        links = PreviewLink.objects.to(record)
        link = get_object_or_404(links, pk=asked if asked.isdecimal() else None)
        if not self.may_revoke(request, record, link):
            raise PermissionDenied
        revoke_preview(link=link, now=timezone.now())
        # Translators: “Lien d’aperçu révoqué.”
        self.log_change(request, record, _("Revoked a link to the preview."))
        # Translators: “Le lien est révoqué : il n’ouvre plus rien.”
        said = _("The link is revoked: it opens nothing any more.")
        self.message_user(request, said, messages.SUCCESS)
        return redirect(self.preview_page(record))

    def may_revoke(
        self, request: HttpRequest, record: Record, link: PreviewLink
    ) -> bool:
        """Whether the person may close a link."""
        own = link.made_by_id == request.user.pk
        return own or self.has_change_permission(request, record)

    def list_previews(self, request: HttpRequest, record: Record) -> HttpResponse:
        """Show the links to a record that are open."""
        links = PreviewLink.objects.open(timezone.now()).to(record)
        context = {
            **self.admin_site.each_context(request),
            # Translators: “Liens d’aperçu”
            "title": _("Links to the preview"),
            "opts": self.opts,
            "original": record,
            "has_preview": self.has_preview(record),
            "links": [
                (link, addresses_of(link), self.may_revoke(request, record, link))
                for link in links.select_related("made_by")
            ],
        }
        return render(request, "admin/preview_links.html", context)


def addresses_of(link: PreviewLink) -> list[tuple[str, str]]:
    """Return the whole address of a link by language."""
    return [
        (code, f"{settings.SITE_URL}{path_of(link, code)}")
        for code, _name in settings.LANGUAGES
    ]
