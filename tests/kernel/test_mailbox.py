"""The embedded mailbox: mail kept whole, and read by staff alone."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from creative_district.kernel.mail.letter import Attachment, Opened
from creative_district.kernel.mail.mailbox import MailboxBackend
from creative_district.kernel.models import Letter
from tests.factories import make_programme, make_staff, make_user

pytestmark = pytest.mark.django_db

HTML = '<p style="color:red">Échéance</p><script>alert(1)</script>'


def make_mail(**changes: Any) -> EmailMultiAlternatives:
    """Return a mail with text, HTML and a file."""
    mail = EmailMultiAlternatives(
        **{
            "subject": "Échéance",
            "body": "Évaluation, aujourd’hui",
            "from_email": "district@portal.example",
            "to": ["anna@partner.example", "ben@partner.example"],
            "headers": {"X-Reminder-Key": "1.rule.-7"},
            **changes,
        }
    )
    mail.attach_alternative(HTML, "text/html")
    mail.attach("jalon é.ics", "BEGIN:VCALENDAR", "text/calendar")
    return mail


def deliver(**changes: Any) -> Letter:
    """Return the letter that a mail became."""
    MailboxBackend().send_messages([make_mail(**changes)])
    return Letter.objects.latest("pk")


def page(name: str, *args: int) -> str:
    return reverse(f"admin:kernel_letter_{name}", args=args)


def test_a_mail_is_kept_whole():
    sent = MailboxBackend().send_messages([make_mail(bcc=["carl@partner.example"])])

    letter = Letter.objects.get()
    opened = Opened.from_bytes(bytes(letter.source))
    headers = dict(opened.headers)
    assert sent == 1
    assert letter.subject == "Échéance"
    assert letter.recipients == (
        "anna@partner.example, ben@partner.example, carl@partner.example"
    )
    assert headers["X-Reminder-Key"] == "1.rule.-7"
    assert headers["To"] == "anna@partner.example, ben@partner.example"
    assert "Bcc" not in headers
    assert opened.text.strip() == "Évaluation, aujourd’hui"
    assert opened.html.strip() == HTML
    assert opened.attachments == [
        Attachment("jalon é.ics", "text/calendar", b"BEGIN:VCALENDAR")
    ]


def test_a_mail_to_nobody_is_not_kept():
    sent = MailboxBackend().send_messages([make_mail(to=[])])

    assert (sent, Letter.objects.count()) == (0, 0)


def test_the_short_address_leads_to_the_letters(admin_client):
    deliver()

    response = admin_client.get("/admin/mailbox/", follow=True)

    assert response.redirect_chain == [(page("changelist"), 302)]
    assert "Échéance" in response.text
    assert "anna@partner.example" in response.text


def test_the_admin_names_the_mailbox_while_there_is_one(admin_client, settings):
    here = admin_client.get("/admin/")
    settings.EMAIL_URL = "smtp://mail.example"
    gone = admin_client.get("/admin/")

    assert page("changelist") in here.text
    assert page("changelist") not in gone.text


@pytest.mark.parametrize(
    ("name", "more"),
    [("changelist", None), ("change", ()), ("html", ()), ("attachment", (1,))],
)
def test_with_a_mail_server_no_page_of_it_exists(admin_client, settings, name, more):
    args = () if more is None else (deliver().pk, *more)
    here = admin_client.get(page(name, *args)).status_code
    settings.EMAIL_URL = "smtp://mail.example"

    assert (here, admin_client.get(page(name, *args)).status_code) == (200, 404)


def test_only_administrators_read():
    letter = deliver()
    reader, stranger = make_user(), make_staff("publisher", make_programme())

    found = {}
    for user in (reader, stranger):
        client = Client()
        client.force_login(user)
        found[user] = [
            client.get(page(name, *args)).status_code
            for name, args in (
                ("changelist", ()),
                ("change", (letter.pk,)),
                ("html", (letter.pk,)),
                ("attachment", (letter.pk, 1)),
                ("source", (letter.pk,)),
            )
        ]

    assert found == {reader: [200] * 5, stranger: [403] * 5}


def test_visitors_are_asked_to_log_in(client):
    response = client.get(page("html", deliver().pk))

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_a_letter_is_shown_with_its_parts(admin_client):
    letter = deliver()

    response = admin_client.get(page("change", letter.pk))

    assert "Évaluation, aujourd’hui" in response.text
    assert "X-Reminder-Key" in response.text
    assert page("attachment", letter.pk, 1) in response.text
    assert page("html", letter.pk) in response.text
    assert "alert(1)" not in response.text
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_html_of_a_letter_is_harmless(admin_client):
    response = admin_client.get(page("html", deliver().pk))

    assert response.text.strip() == HTML
    assert set(response.headers["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    }
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_an_attachment_is_a_download(admin_client):
    letter = deliver()

    response = admin_client.get(page("attachment", letter.pk, 1))
    missing = admin_client.get(page("attachment", letter.pk, 2))

    assert response.content == b"BEGIN:VCALENDAR"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert missing.status_code == 404


def test_the_source_is_the_letter_itself(admin_client):
    letter = deliver()

    response = admin_client.get(page("source", letter.pk))

    assert response.content == bytes(letter.source)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    admin_client, django_assert_num_queries, count
):
    for _number in range(count):
        deliver()

    with django_assert_num_queries(7):
        admin_client.get(page("changelist"))
