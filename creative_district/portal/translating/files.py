"""Files for an agency: one to take along, and one that comes back, shown first."""

import json
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from creative_district.kernel import clock
from creative_district.kernel.publication import REASON_LENGTH
from creative_district.portal.translating import po
from creative_district.portal.translating.incoming import Comparison, compare, write
from creative_district.portal.translating.kinds import Kind, kinds
from creative_district.portal.translating.outgoing import units
from creative_district.portal.translating.po import Catalogue, FileError, Unit
from creative_district.portal.translating.worklist import Choice

# So much of a file is held in memory before it goes to the disk.
IN_MEMORY = 1_000_000
# What a page shows of each list; and what it may carry, below Django's own limit.
MOST_SHOWN = 200
MOST_CARRIED = 2_000_000
KEPT_FOR = 24 * 60 * 60


@require_GET
def take_along(request: HttpRequest) -> FileResponse:
    """Return the texts of a district in a file: what is to be done, or all."""
    mine = own_kinds(request)
    choice = Choice.of(request)
    chosen = [kind for kind in mine if kind.label == request.GET.get("kind")]
    name = choice.district.key if choice.district else "all"
    found = units(
        chosen or mine,
        choice.language,
        choice.district,
        is_all=request.GET.get("texts") == "all",
    )
    written: Any = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    written.write(po.head(choice.language, name).encode())
    for unit in found:
        written.write(f"\n{po.entry(unit)}".encode())
    written.seek(0)
    return FileResponse(
        written,
        as_attachment=True,
        filename=f"{name}-{choice.language}.po",
        content_type="text/x-gettext-translation; charset=utf-8",
    )


@require_POST
def bring_back(request: HttpRequest) -> HttpResponse:
    """Show what a file would change; write it once that page was agreed to."""
    mine = own_kinds(request)
    choice = Choice.of(request)
    try:
        if "carried" in request.POST:
            return agreed(request, mine, choice)
        catalogue = po.read(uploaded(request))
        refuse_language(catalogue, choice.language)
        compared = compare(catalogue.units, mine, choice.language, choice.district)
        return shown(request, choice, compared)
    except FileError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('translating:worklist')}?{choice.query}")


def own_kinds(request: HttpRequest) -> list[Kind]:
    """Return what the person may translate; refuse who may translate nothing."""
    mine = list(kinds(request))
    if not mine:
        raise PermissionDenied
    return mine


def uploaded(request: HttpRequest) -> bytes:
    """Return the file that was sent, unless it is larger than anybody reads."""
    sent = request.FILES.get("file")
    if sent is None:
        # Translators: “Choisissez un fichier.”
        raise FileError(_("Choose a file."))
    if (sent.size or 0) > po.MOST_BYTES:
        raise po.too_large()
    return bytes(sent.read())


def refuse_language(catalogue: Catalogue, language: str) -> None:
    """Raise `FileError` if a file says that it is in another language."""
    said = catalogue.language.replace("_", "-").lower()
    if said and said.partition("-")[0] != language.partition("-")[0]:
        # Translators: “Le fichier est en « %(found)s », non en « %(wanted)s ».”
        message = _("The file is in “%(found)s”, not in “%(wanted)s”.")
        raise FileError(message % {"found": said[:20], "wanted": language})


def shown(
    request: HttpRequest, choice: Choice, found: Comparison, *, is_stale: bool = False
) -> HttpResponse:
    """Return the page of what a file would change."""
    context = {
        **admin.site.each_context(request),
        # Translators: “Traductions reçues”
        "title": _("Translations received"),
        "choice": choice,
        "found": found,
        "problems": found.problems[:MOST_SHOWN],
        "changes": found.changes[:MOST_SHOWN],
        "conflicts": found.conflicts[:MOST_SHOWN],
        "reason": request.POST.get("reason", ""),
        "reason_length": REASON_LENGTH,
        "is_stale": is_stale,
        "carried": "" if found.problems else carry(request, found),
        "seal": seal(found),
    }
    return render(request, "admin/translating/received.html", context)


def agreed(request: HttpRequest, mine: list[Kind], choice: Choice) -> HttpResponse:
    """Write what the page showed; show it anew if that would be something else."""
    carried = unpacked(request)
    with transaction.atomic():
        found = compare(
            carried, mine, choice.language, choice.district, for_update=True
        )
        if not constant_time_compare(seal(found), request.POST.get("seal", "")):
            return shown(request, choice, found, is_stale=True)
        accepted = {*request.POST.getlist("accept")}
        taken = [one for one in found.conflicts if one.unit.address in accepted]
        count = write(
            proposals=[*found.changes, *found.confirmed, *taken],
            language=choice.language,
            reason=reason_of(request),
            today=clock.today(),
        )
    # Translators: “%(count)d fiche traduite.”
    said = ngettext(
        "%(count)d record translated.", "%(count)d records translated.", count
    )
    messages.success(request, said % {"count": count})
    return redirect(f"{reverse('translating:worklist')}?{choice.query}")


def reason_of(request: HttpRequest) -> str:
    """Return what the history says of the change."""
    # Translators: “Traductions reçues dans un fichier”
    said = request.POST.get("reason", "").strip() or _("Translations from a file")
    return said.replace("\x00", "")[:REASON_LENGTH]


def carry(request: HttpRequest, found: Comparison) -> str:
    """Return what a file proposes, signed and packed for a hidden box of the page."""
    told = [(p.unit.address, p.unit.source, p.unit.words) for p in found.proposals]
    packed = signing.dumps(told, salt=salt_of(request), compress=True)
    if len(packed) > MOST_CARRIED:
        # Translators: “Le fichier change trop de textes à la fois ; partagez-le.”
        raise FileError(_("The file changes too many texts at once; split it."))
    return packed


def unpacked(request: HttpRequest) -> list[Unit]:
    """Return what the page carried."""
    packed = request.POST["carried"]
    try:
        told = signing.loads(packed, salt=salt_of(request), max_age=KEPT_FOR)
    except signing.BadSignature as error:
        # Translators: “Cette page est périmée ; envoyez le fichier de nouveau.”
        raise FileError(_("This page has expired; send the file again.")) from error
    return [Unit(*one) for one in told]


def salt_of(request: HttpRequest) -> str:
    """Return what makes a page somebody's own."""
    return f"translations-{request.user.pk}"


def seal(found: Comparison) -> str:
    """Return what stands for a page: another one for all that it would change."""
    told = [
        [(p.unit.address, p.unit.words, p.present, p.newer_source) for p in proposals]
        for proposals in (found.changes, found.confirmed, found.conflicts)
    ]
    return salted_hmac("translations", json.dumps([told, found.problems])).hexdigest()
