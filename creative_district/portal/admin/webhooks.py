"""Staff pages of partners' webhooks."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import OuterRef, QuerySet, Subquery, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import date as moment_in_words
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from creative_district.kernel.admin.permissions import LimitedAdmin
from creative_district.kernel.outgoing import RefusedError
from creative_district.portal.resources import resources
from creative_district.portal.webhooks import services
from creative_district.portal.webhooks.addresses import client, refuse_unfit
from partners.models import Webhook, WebhookDelivery
from partners.models.webhook import attempt_in_words
from partners.webhooks import OVERLAP
from programme.admin.record import BY_PROGRAMME


def choices() -> list[tuple[str, str]]:
    """Return the resources of the API, with the names that staff know them by."""
    return [
        (name, capfirst(str(view().model._meta.verbose_name_plural)))
        for name, view in resources().items()
    ]


class WebhookForm(forms.ModelForm):
    """A webhook with an address that the portal would call."""

    resources = forms.MultipleChoiceField(
        # Translators: “Ressources”, of the API
        label=gettext_lazy("Resources"),
        # Translators: “Aucune : toutes.”
        help_text=gettext_lazy("None: all of them."),
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_url(self) -> str:
        """Refuse what is never called; where the name leads is seen at each call."""
        url: str = self.cleaned_data["url"]
        try:
            refuse_unfit(url, client())
        except RefusedError as error:
            said = _(
                "Give an https address of a machine on the public internet, on the "
                "usual port and without a password."
            )
            raise forms.ValidationError(said) from error
        return url


@admin.register(Webhook)
class WebhookAdmin(LimitedAdmin):
    """Who is told what changes: how that stands, and what staff can do about it."""

    form = WebhookForm
    change_form_template = "admin/partners/webhook/change_form.html"
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_display = [
        "name",
        "partner",
        "programme",
        "url",
        "standing",
        "last_attempt",
        "delivered_at",
        "retry_at",
    ]
    list_filter = [
        BY_PROGRAMME,
        ("partner", RelatedOnlyFieldListFilter),
        "state",
    ]
    list_select_related = ["programme", "partner"]
    search_fields = ["name", "url", "partner__key"]
    ordering = ["programme", "partner", "name", "pk"]
    autocomplete_fields = ["programme", "partner"]
    fields = ["programme", "partner", "name", "url", "resources"]
    fixed = ["programme", "partner"]
    told = [
        "standing",
        "last_attempt",
        "delivered_at",
        "retry_at",
        "made_by",
        "made_at",
    ]
    actions = ["switch_on", "switch_off", "send_test", "change_secret"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the webhooks, each with what the last attempt came to."""
        tried = WebhookDelivery.objects.filter(webhook=OuterRef("pk"))
        last = tried.exclude(outcome="").order_by("-pk")
        found: QuerySet[Any] = super().get_queryset(request)
        told: QuerySet[Any] = found.annotate(
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_status=Subquery(last.values("status")[:1]),
        )
        return told

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.fields, *self.told] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.fixed, *self.told] if obj else ()

    # Translators: “état”, of a webhook
    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, webhook: Webhook) -> str:
        """Whether changes are announced, and what stands against it."""
        said = str(webhook.get_state_display())
        if webhook.reason:
            return f"{said} ({webhook.get_reason_display()})"
        if webhook.state == Webhook.State.ON and webhook.failing_since:
            since = moment_in_words(
                timezone.localtime(webhook.failing_since), "DATETIME_FORMAT"
            )
            # Translators: “en échec depuis le %(moment)s”
            return _("failing since %(moment)s") % {"moment": since}
        return said

    # Translators: “dernière tentative”
    @admin.display(description=gettext_lazy("last attempt"), empty_value="–")
    def last_attempt(self, webhook: Any) -> str:
        return attempt_in_words(webhook.last_outcome or "", webhook.last_status)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Keep what was typed; what the worker writes of the row meanwhile stays."""
        if change:
            self.demand(request, "change", obj)
            obj.save(update_fields=form.changed_data)
            return
        obj.made_by = request.user
        obj.secret = services.make_webhook(webhook=obj)
        self.demand(request, "add", obj)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """Show the secret in this answer, which is the only one that has it."""
        return self.show_secret(request, obj, obj.secret, is_new=True)

    def show_secret(
        self,
        request: HttpRequest,
        webhook: Webhook,
        secret: str,
        *,
        is_new: bool,
    ) -> HttpResponse:
        """Answer with a secret, and what to do with it."""
        context = {
            **self.admin_site.each_context(request),
            # Translators: “Le secret de %(name)s”
            "title": _("The secret of %(name)s") % {"name": webhook},
            "opts": self.opts,
            "webhook": webhook,
            "secret": secret,
            "hours": None if is_new else int(OVERLAP.total_seconds() // 3600),
        }
        return render(request, "admin/partners/webhook/made.html", context)

    # Translators: “Activer”, webhooks
    @admin.action(description=gettext_lazy("Switch on"), permissions=["change"])
    def switch_on(
        self, request: HttpRequest, queryset: QuerySet[Webhook]
    ) -> HttpResponse | None:
        """Go on announcing, from where each ended."""
        rows = list(queryset)
        changed = [row for row in rows if services.switch_on(webhook=row)]
        for row in changed:
            # Translators: “Activé.”
            self.log_change(request, row, _("Switched on."))
        words = ngettext(
            # Translators: “… ; ce qui a changé entre-temps est annoncé.”
            "%(count)d webhook is switched on; what changed meanwhile is announced.",
            "%(count)d webhooks are switched on; what changed meanwhile is announced.",
            len(changed),
        )
        return self.said(request, words, len(changed), rows)

    # Translators: “Désactiver”, webhooks
    @admin.action(description=gettext_lazy("Switch off"), permissions=["change"])
    def switch_off(
        self, request: HttpRequest, queryset: QuerySet[Webhook]
    ) -> HttpResponse | None:
        """Announce nothing until they are switched on."""
        rows = list(queryset)
        changed = [row for row in rows if services.switch_off(webhook=row)]
        for row in changed:
            # Translators: “Désactivé.”
            self.log_change(request, row, _("Switched off."))
        words = ngettext(
            "%(count)d webhook is switched off.",
            "%(count)d webhooks are switched off.",
            len(changed),
        )
        return self.said(request, words, len(changed), rows)

    # Translators: “Envoyer un essai”
    @admin.action(description=gettext_lazy("Send a test"), permissions=["change"])
    def send_test(
        self, request: HttpRequest, queryset: QuerySet[Webhook]
    ) -> HttpResponse | None:
        """Have each sent a message without changes, once."""
        tests = [
            services.send_test(webhook=row, now=timezone.now()) for row in queryset
        ]
        words = ngettext(
            # Translators: “… ; son issue se lira ici.”
            "%(count)d test is on its way; this log says what becomes of it.",
            "%(count)d tests are on their way; this log says what becomes of them.",
            len(tests),
        )
        told = words % {"count": len(tests)}
        self.message_user(request, told, messages.SUCCESS)
        return redirect(log_of([test.webhook_id for test in tests]))

    # Translators: “Nouveau secret”
    @admin.action(description=gettext_lazy("New secret"), permissions=["change"])
    def change_secret(
        self, request: HttpRequest, queryset: QuerySet[Webhook]
    ) -> HttpResponse | None:
        """Give one webhook a new secret, and show it."""
        if queryset.count() != 1:
            # Translators: “Choisissez un seul crochet web.”
            said = _("Choose one webhook alone.")
            self.message_user(request, said, messages.ERROR)
            return None
        webhook = queryset.get()
        secret = services.change_secret(webhook=webhook, now=timezone.now())
        # Translators: “Nouveau secret créé.”
        self.log_change(request, webhook, _("Made a new secret."))
        return self.show_secret(request, webhook, secret, is_new=False)

    def said(
        self, request: HttpRequest, words: str, count: int, rows: list[Webhook]
    ) -> HttpResponse | None:
        """Say what was done to how many, on the page of the one that was chosen."""
        self.message_user(request, words % {"count": count}, messages.SUCCESS)
        if len(rows) == 1:
            return redirect("admin:partners_webhook_change", rows[0].pk)
        return None


def log_of(webhooks: list[int]) -> str:
    """Return the address of the log: of one webhook, or of all."""
    address = reverse("admin:partners_webhookdelivery_changelist")
    only = f"?webhook__id__exact={webhooks[0]}" if len(set(webhooks)) == 1 else ""
    return f"{address}{only}"
