"""The steps of a record on its way to the public, and the page before each of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from creative_district.kernel.admin.findings import (
    Finding,
    blocking,
    hidden_parents,
    missing_texts,
)
from creative_district.kernel.admin.standing import VERBS, logged, standing
from creative_district.kernel.admin.step_form import StepForm
from creative_district.kernel.publication import (
    concerns_the_public,
    held,
    set_state,
    steps,
)
from creative_district.kernel.record import Record, State

# What the button is called that saves a form and goes on to publishing.
THEN_PUBLISH = "_then_publish"


class Publishing(admin.ModelAdmin):
    """The state of a record is no box to fill in: staff take the steps there are.

    Whoever may change a record sends it to review and back; what makes it public, or
    takes it from the public, is for those who may publish it.
    """

    has_publish_permission: Callable[..., bool]

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        """Yield what a reader would miss or misread; apps add what is theirs."""
        yield from missing_texts(record, self.first_language(record))
        yield from hidden_parents(record, now=timezone.now())

    def published_along(self, record: Any) -> Iterable[Record]:
        """Return what belongs to a record and can be published with it."""
        return ()

    def first_language(self, record: Any) -> str:
        """Return the language without which a record is not published."""
        return settings.LANGUAGE_CODE

    def may_take(self, request: HttpRequest, record: Record, to: State) -> bool:
        """Whether the person may give the record that state, from the one it has."""
        if concerns_the_public(record.state, to):
            return self.has_publish_permission(request, record)
        return self.has_change_permission(request, record)

    def steps_for(self, request: HttpRequest, record: Record) -> Iterator[Any]:
        """Yield the steps that the person may take: what it is called, and its page."""
        for to in steps(record, now=timezone.now()):
            if self.may_take(request, record, to):
                yield VERBS[to], self.step_page(record, to)

    def step_page(self, record: Record, to: State) -> str:
        """Return the address of the page before a step."""
        return reverse(f"admin:{self.step_name}", args=[record.pk, to.value])

    @property
    def step_name(self) -> str:
        """What that page is called among the admin's addresses."""
        return f"{self.opts.app_label}_{self.opts.model_name}_step"

    def get_urls(self) -> list[URLPattern]:
        step = self.admin_site.admin_view(self.step)
        route = path("<int:pk>/step/<slug:to>/", step, name=self.step_name)
        return [route, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context.get("original")
        if record is not None:
            context["standing"] = standing(record)
            context["steps"] = list(self.steps_for(request, record))
        is_draft = record is None or record.state == State.DRAFT
        context["is_draft"] = is_draft
        if is_draft and self.has_publish_permission(request, record):
            context["then_publish"] = THEN_PUBLISH
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> Any:
        after = self.after_saving(request, obj)
        return after or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> Any:
        after = self.after_saving(request, obj)
        return after or super().response_post_save_change(request, obj)

    def after_saving(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return where the button leads that was pressed, if it is not Django's."""
        if THEN_PUBLISH not in request.POST:
            return None
        return redirect(self.step_page(obj, State.PUBLISHED))

    def step(self, request: HttpRequest, pk: int, to: str) -> HttpResponse:
        """Show what there is to say before a step; by POST take it."""
        if to not in State.values:
            raise Http404
        if request.method != "POST":
            return self.show_or_take(request, pk, State(to))
        with transaction.atomic():
            # Whoever may take it from here may, and nobody else takes one meanwhile.
            held(self.model._default_manager.filter(pk=pk))
            return self.show_or_take(request, pk, State(to))

    def show_or_take(self, request: HttpRequest, pk: int, to: State) -> HttpResponse:
        """Ask about a step, or take it, if it is there for the person to take."""
        record = cast("Record | None", self.get_object(request, str(pk)))
        if record is None:
            raise Http404
        if not self.may_take(request, record, to):
            raise PermissionDenied
        if to not in steps(record, now=timezone.now()):
            return self.gone_on(request, record)
        act = self.answer_step if request.method == "POST" else self.ask
        return act(request, record, to)

    def ask(self, request: HttpRequest, record: Record, to: State) -> HttpResponse:
        """Show the page before a step, as it is at first."""
        findings = self.findings(record, to)
        along = self.along(request, record, to)
        planned = {"publish_from": record.publish_from}
        form = StepForm(to=to, findings=findings, along=along, initial=planned)
        return self.show_step(request, record, form, findings)

    def gone_on(self, request: HttpRequest, record: Record) -> HttpResponse:
        """Lead back from a step that somebody else has taken meanwhile."""
        # Translators: “Cette étape n’est plus possible : « X » est « publié ».”
        said = gettext("This step is not possible any more: “%(record)s” is %(state)s.")
        known = {"record": record, "state": standing(record)}
        self.message_user(request, said % known, messages.WARNING)
        return redirect(self.form_page(record))

    def form_page(self, record: Record) -> str:
        """Return the address of a record's form."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[record.pk])

    def findings(self, record: Record, to: State) -> list[Finding]:
        """Return what there is to say before a step."""
        return list(self.publication_checks(record)) if to == State.PUBLISHED else []

    def along(self, request: HttpRequest, record: Record, to: State) -> list[Record]:
        """Return what this person can publish with a record, each fit for it."""
        if to != State.PUBLISHED:
            return []
        language = self.first_language(record)
        return [
            each
            for each in self.published_along(record)
            if not blocking(missing_texts(each, language))
            and self.publishing_of(each).has_publish_permission(request, each)
        ]

    def publishing_of(self, record: Record) -> "Publishing":
        """Return the admin of another record."""
        return cast("Publishing", self.admin_site.get_model_admin(type(record)))

    def answer_step(
        self, request: HttpRequest, record: Record, to: State
    ) -> HttpResponse:
        """Take a step as asked, or show its page again."""
        findings = self.findings(record, to)
        along = self.along(request, record, to)
        form = StepForm(request.POST, to=to, findings=findings, along=along)
        if not form.is_valid() or blocking(findings):
            return self.show_step(request, record, form, findings)
        told = form.cleaned_data
        moved = [record, *form.along()]
        changed = self.move(
            request, moved, to, told["reason"], told.get("publish_from")
        )
        self.tell(request, changed)
        return redirect(self.form_page(record))

    def show_step(
        self,
        request: HttpRequest,
        record: Record,
        form: StepForm,
        findings: Sequence[Finding],
    ) -> HttpResponse:
        """Return the page before a step."""
        context = {
            **self.admin_site.each_context(request),
            "title": VERBS[form.to],
            "opts": self.opts,
            "original": record,
            "form": form,
            "media": self.media + form.media,
            "standing": standing(record),
            "errors": blocking(findings),
            "warnings": [each for each in findings if not each.blocks],
            "is_publishing": form.to == State.PUBLISHED,
            "back": self.form_page(record),
        }
        return render(request, "admin/step.html", context)

    def move(
        self,
        request: HttpRequest,
        records: Iterable[Record],
        state: State,
        reason: str = "",
        publish_from: datetime | None = None,
    ) -> list[Record]:
        """Give the records a state, log it, and return those that changed."""
        changed = set_state(
            records=records,
            state=state,
            now=timezone.now(),
            reason=reason.strip(),
            publish_from=publish_from,
        )
        for record in changed:
            self.log_change(request, record, logged(record, reason.strip()))
        return changed

    def tell(self, request: HttpRequest, changed: Sequence[Record]) -> None:
        """Say how a record stands now, and how many went along with it."""
        for record in changed[:1]:
            self.message_user(request, self.told_of(record), messages.SUCCESS)
        if more := len(changed) - 1:
            # Translators: “Publié en même temps : 2.”
            words = ngettext(
                "%(count)d more was published along with it.",
                "%(count)d more were published along with it.",
                more,
            )
            self.message_user(request, words % {"count": more}, messages.SUCCESS)

    def told_of(self, record: Record) -> str:
        """Say how a record stands, with the way to its public page if it has one."""
        # Translators: “« X » est maintenant : publié.”
        said = gettext("“%(record)s” is now %(state)s.")
        said %= {"record": record, "state": standing(record)}
        address = self.get_view_on_site_url(record)
        if not address:
            return said
        link = gettext("View on site")
        return format_html('{} <a href="{}">{}</a>', said, address, link)
