"""The staff pages under test: each model, and how a row of it comes to be."""

from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from actions.models import (
    Action,
    Indicator,
    Milestone,
    Reminder,
    ReminderRule,
    Space,
    Thrust,
)
from creative_district.accounts.models import User
from creative_district.kernel.models import LinkCheck
from partners.models import (
    AccessToken,
    Boundary,
    Contact,
    Partner,
    Place,
    Webhook,
    WebhookDelivery,
)
from programme.models import (
    Discrepancy,
    Document,
    News,
    Passage,
    Picture,
    Programme,
    Source,
)
from tests.factories import (
    make_action,
    make_boundary,
    make_contact,
    make_delivery,
    make_discrepancy,
    make_document,
    make_indicator,
    make_link_check,
    make_milestone,
    make_news,
    make_partner,
    make_passage,
    make_picture,
    make_place,
    make_programme,
    make_reminder,
    make_rule,
    make_source,
    make_space,
    make_staff,
    make_thrust,
    make_token,
    make_user,
    make_webhook,
)


def member(role: str, programme: Programme, **more: Any) -> Client:
    """Return somebody who has signed in and has a role in a district."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_staff(role, programme, **more))
    return client


def full_action() -> Action:
    programme = make_programme()
    partner = make_partner(programme=programme)
    thrust = make_thrust(programme=programme)
    return make_action(programme=programme, thrust=thrust, lead=partner)


def full_milestone() -> Milestone:
    action = full_action()
    return make_milestone(action=action, responsible_partner=action.lead)


def full_contact() -> Contact:
    return make_contact(partner=make_partner(), user=make_user())


def full_indicator() -> Indicator:
    action = full_action()
    return make_indicator(
        programme=action.programme, action=action, partner=action.lead, value=3
    )


def full_space() -> Space:
    action = full_action()
    return make_space(programme=action.programme, action=action)


def full_thrust() -> Thrust:
    return make_thrust(lead=make_partner())


def full_partner() -> Partner:
    return make_partner(programme=make_programme(), place=make_place())


def full_reminder() -> Reminder:
    return make_reminder(send_at=datetime(2014, 6, 9, 6, tzinfo=UTC))


MAKERS: dict[type[Model], Callable[[], Any]] = {
    AccessToken: make_token,
    Action: full_action,
    Boundary: make_boundary,
    Contact: full_contact,
    Discrepancy: make_discrepancy,
    Document: make_document,
    Indicator: full_indicator,
    LinkCheck: make_link_check,
    Milestone: full_milestone,
    News: make_news,
    Partner: full_partner,
    Passage: make_passage,
    Picture: make_picture,
    Place: make_place,
    Programme: make_programme,
    Reminder: full_reminder,
    ReminderRule: make_rule,
    Source: make_source,
    Space: full_space,
    Thrust: full_thrust,
    User: make_user,
    Webhook: make_webhook,
    WebhookDelivery: make_delivery,
}
READ_ONLY = {Boundary, LinkCheck, Reminder, WebhookDelivery}


def address(model: type[Model], page: str, *args: Any) -> str:
    """Return the address of a model's staff page."""
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"admin:{label}_{page}", args=args)


class InlineFinder(HTMLParser):
    """Collects what the content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        is_data = names.get("type") == "application/json"
        if tag == "style" or (tag == "script" and not names.get("src") and not is_data):
            self.found.append(f"<{tag}>")
        self.found += [
            f"<{tag} {name}>" for name in names if name == "style" or name[:2] == "on"
        ]


def inline_parts(html: str) -> list[str]:
    """Return the inline scripts, styles and handlers of a page."""
    finder = InlineFinder()
    finder.feed(html)
    return finder.found


def form_data(answer: Any) -> dict[str, Any]:
    """Return what a browser would send for the form of a change or add page."""
    reader = FormReader()
    reader.feed(answer.content.decode())
    return {
        name: values if name in reader.lists else values[-1]
        for name, values in reader.values.items()
    }


class FormReader(HTMLParser):
    """Reads the names and values of a page's main form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.lists: set[str] = set()
        self.inside = False
        self.box = ""
        self.listed = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = told.get("id", "").endswith("_form")
        if not self.inside:
            return
        if tag == "input" and told.get("type") not in {"submit", "file"}:
            self.take_input(told)
        elif tag == "textarea":
            self.box = told["name"]
            self.values[self.box] = [""]
        elif tag == "select":
            self.listed = told["name"]
            if "multiple" in told:
                self.lists.add(self.listed)
                self.values[self.listed] = []
        elif tag == "option" and ("selected" in told or self.listed not in self.values):
            self.choose(told)

    def take_input(self, told: dict[str, str]) -> None:
        if told.get("type") == "radio" and "checked" not in told:
            return
        if told.get("type") != "checkbox":
            self.values[told["name"]] = [told.get("value", "")]
        elif "checked" in told:
            self.lists.add(told["name"])
            chosen = self.values.setdefault(told["name"], [])
            chosen.append(told.get("value", "on"))

    def choose(self, told: dict[str, str]) -> None:
        chosen = [told.get("value", "")]
        if self.listed in self.lists:
            chosen = [*self.values[self.listed], *chosen]
        self.values[self.listed] = chosen

    def handle_data(self, data: str) -> None:
        if self.box:
            self.values[self.box][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The first line break after the tag is the markup's.
            text = self.values[self.box][0].removeprefix("\r").removeprefix("\n")
            self.values[self.box] = [text]
            self.box = ""


def accepted(client: Any, answer: Any) -> Any:
    """Tick what the page before publishing many asks, and go on.

    Where it asks nothing, that is the answer.
    """
    told = answer.context or {}
    if "sent" not in told:
        return answer
    data: dict[str, Any] = {told["asked"]: "1"}
    for name, value in told["sent"]:
        data.setdefault(name, []).append(value)
    data |= dict.fromkeys(told["form"].fields, "on")
    return client.post(answer.request["PATH_INFO"], data, follow=True)
