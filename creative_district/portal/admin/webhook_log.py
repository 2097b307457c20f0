"""The log of what partners' webhooks were sent: to read, and to send again."""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import RelatedFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from creative_district.kernel.admin.permissions import LimitedAdmin
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.rights import may, within
from creative_district.portal.webhooks import services
from partners.models import Webhook, WebhookDelivery


class OfWebhook(RelatedFieldListFilter):
    """By webhook: all of them that the person may see, with the names of partners."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> Any:
        seen = within(request.user, "view", Webhook.objects.all())
        return [(row.pk, str(row)) for row in seen.select_related("partner")]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnly, LimitedAdmin):
    """Each message, and what became of it; the worker writes it."""

    change_form_template = "admin/partners/webhookdelivery/change_form.html"
    list_display = [
        "made_at",
        "webhook",
        "kind",
        "entry_count",
        "state",
        "told_attempt",
        "attempt_count",
        "next_attempt",
    ]
    list_filter = ["state", "kind", ("webhook", OfWebhook)]
    list_select_related = ["webhook__partner"]
    search_fields = ["message_id", "webhook__name"]
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False
    fields = [
        "message_id",
        "webhook",
        "kind",
        "state",
        "told_attempt",
        "detail",
        "attempt_count",
        "made_at",
        "tried_at",
        "delivered_at",
        "next_attempt",
        "entry_count",
        "content",
    ]
    readonly_fields = ["told_attempt", "next_attempt", "content"]
    actions = ["send_again"]

    def has_send_again_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may have a message sent again, or any at all."""
        return may(request.user, "send_again", obj or WebhookDelivery)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context["can_be_sent_again"] = self.has_send_again_permission(
            request, context["original"]
        )
        return super().render_change_form(request, context, *args, **kwargs)

    # Translators: “dernière tentative”
    @admin.display(
        description=gettext_lazy("last attempt"), ordering="outcome", empty_value="–"
    )
    def told_attempt(self, delivery: WebhookDelivery) -> str:
        return delivery.last_attempt

    # Translators: “prochaine tentative”
    @admin.display(description=gettext_lazy("next attempt"), empty_value="–")
    def next_attempt(self, delivery: WebhookDelivery) -> Any:
        """When it is sent again; in words, where nobody can say."""
        if delivery.state != WebhookDelivery.State.WAITING:
            return None
        webhook = delivery.webhook
        is_test = delivery.kind == WebhookDelivery.Kind.TEST
        if not is_test and webhook.state != Webhook.State.ON:
            return webhook.get_state_display()
        # Translators: “au prochain passage”
        return (None if is_test else webhook.retry_at) or _("with the next run")

    # Translators: “corps”
    @admin.display(description=gettext_lazy("body"))
    def content(self, delivery: WebhookDelivery) -> SafeString:
        """What is sent, with line breaks for whoever reads it."""
        told = json.dumps(json.loads(delivery.body), ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", told)

    # Translators: “Renvoyer”, messages
    @admin.action(description=gettext_lazy("Send again"), permissions=["send_again"])
    def send_again(
        self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]
    ) -> HttpResponse | None:
        """Have messages sent again at once, under the names that they have."""
        rows = list(queryset.select_related("webhook__partner").order_by("pk"))
        sent = [row for row in rows if self.is_sent_again(request, row)]
        if sent:
            words = ngettext(
                "%(count)d message is sent again.",
                "%(count)d messages are sent again.",
                len(sent),
            )
            told = words % {"count": len(sent)}
            self.message_user(request, told, messages.SUCCESS)
        if len(rows) == 1:
            return redirect("admin:partners_webhookdelivery_change", rows[0].pk)
        return None

    def is_sent_again(self, request: HttpRequest, delivery: WebhookDelivery) -> bool:
        """Have a message sent again; say why not, where it cannot be."""
        try:
            services.send_again(delivery=delivery)
        except services.SwitchedOffError:
            # Translators: “%(name)s est désactivé : activez-le d’abord.”
            said = _("%(name)s is switched off: switch it on first.")
            said %= {"name": delivery.webhook}
            self.message_user(request, said, messages.WARNING)
            return False
        self.log_change(request, delivery, _("Asked to send it again."))
        return True
