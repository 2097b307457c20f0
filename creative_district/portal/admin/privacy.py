"""A person's data: told in a file and erased, by administrators."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from creative_district.accounts.models import User
from creative_district.portal.privacy.erasure import (
    ErasureError,
    erase_person,
    obstacle,
)
from creative_district.portal.privacy.export import held_on
from creative_district.portal.privacy.forecast import forecast
from creative_district.portal.privacy.person import Person
from partners.models import Contact

KINDS: dict[str, Any] = {"account": User, "contact": Contact}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def personal_data(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say what is held and what erasing will do; by POST erase it."""
    record, person = asked(request, kind, pk)
    if request.method == "POST":
        return erase(request, record, person)
    user: Any = request.user
    context = {
        **admin.site.each_context(request),
        # Translators: “Données personnelles”
        "title": _("Personal data"),
        "opts": record._meta,
        "original": record,
        "kind": kind,
        "person": person,
        "obstacle": obstacle(person, by=user),
        "forecast": [] if person.is_erased else list(forecast(person)),
    }
    return render(request, "admin/personal_data.html", context)


@never_cache
@require_safe
def personal_data_file(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Answer with the file of all that is held."""
    _record, person = asked(request, kind, pk)
    answer = JsonResponse(
        held_on(person, now=timezone.now()),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{pk}.json"'
    return answer


def asked(request: HttpRequest, kind: str, pk: int) -> tuple[Any, Person]:
    """Return the row that is asked for, and its person; only to administrators."""
    user: Any = request.user
    if not user.is_superuser:
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404
    pages = admin.site.get_model_admin(KINDS[kind])
    record = get_object_or_404(pages.get_queryset(request), pk=pk)
    return record, Person.of(record)


def erase(request: HttpRequest, record: Any, person: Person) -> HttpResponse:
    """Erase the person, and say what is left of them."""
    user: Any = request.user
    try:
        alias = erase_person(person=person, by=user, now=timezone.now())
    except ErasureError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    if alias:
        # Translators: “Les données sont effacées. Il en reste un alias : %(alias)s.”
        said = _("The data are erased. What is left is an alias: %(alias)s.")
        messages.success(request, said % {"alias": alias})
    else:
        # Translators: “Il n’y a plus rien à effacer.”
        messages.info(request, _("There is nothing left to erase."))
    list_of_kind = f"admin:{record._meta.app_label}_{record._meta.model_name}"
    return redirect(f"{list_of_kind}_changelist")
