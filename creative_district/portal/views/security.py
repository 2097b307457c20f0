"""Whom to tell of a weakness, as machines and researchers look for it (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

# The standard wants less than a year, so that no forgotten file is believed.
GOOD_FOR = timedelta(days=180)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer with the operator's contact; 404 while none is set."""
    if not settings.CONTACT:
        raise Http404
    expires = datetime.combine(timezone.now().date() + GOOD_FOR, time(), UTC)
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: mailto:{settings.CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
        f"Policy: {settings.SITE_URL}{reverse('contact')}#security",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
