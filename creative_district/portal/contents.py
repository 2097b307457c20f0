"""The pages that every district has: the name of their address, and their title.

Search, the map for robots and the one for people go by them, in this order.
"""

from django.utils.translation import gettext_lazy as _

# What shows the record.
LIVE_PAGES = {
    # Translators: “Accueil”
    "home": _("Home"),
    "programme": _("The programme"),
    # Translators: “Ce qui reste ouvert”
    "open-questions": _("What is still open"),
    "action-list": _("The actions"),
    "calendar": _("The calendar"),
    "partner-list": _("The partners"),
    # Translators: “Les réseaux”
    "space-list": _("The networks"),
    "news-list": _("The news"),
    "document-list": _("The documents"),
    # Translators: “Transposer ailleurs”
    "reuse": _("For another region"),
    "data": _("Open data"),
}
# Texts that stand still.
STANDING_PAGES = {
    # Translators: “Contact”
    "contact": _("Contact"),
    "accessibility": _("Accessibility"),
    "privacy": _("Privacy"),
    # Translators: “Plan du site”
    "site-map": _("Site map"),
}
