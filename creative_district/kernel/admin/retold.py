"""Django's own words, here only to be collected: the French for them is ours.

Django says “Ajout de action” and “Sélectionnez l'objet action à changer”; what comes
before a noun has to fit every noun, whatever its gender and its first letter.
"""

from django.utils.translation import gettext_lazy as _

RETOLD = (
    # Translators: “Ajouter : %s”
    _("Add %s"),
    # Translators: “Modifier : %s”
    _("Change %s"),
    # Translators: “Voir : %s”
    _("View %s"),
    # Translators: “Liste : %s”
    _("Select %s to change"),
    # Translators: “Liste : %s”
    _("Select %s to view"),
)
