"""Examples of what can be asked, to be copied: the tests run each that a page shows."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

# What an example is, and what stands above it.
LABELS: dict[str, Any] = {
    # Translators: “Adresse”
    "address": _("Address"),
    # Translators: “Terminal”
    "shell": _("Terminal"),
    "python": "Python",
    "typescript": "TypeScript",
    # Translators: “Réponse”
    "answer": _("Answer"),
    "bibtex": "BibTeX",
    "csl": "CSL-JSON",
}


class ExampleNode(template.Node):
    """What stands between the tags, letter by letter."""

    def __init__(self, nodelist: template.NodeList, kind: str, file: str) -> None:
        self.nodelist, self.kind, self.file = nodelist, kind, file

    def render(self, context: template.Context) -> SafeString:
        """Render without escaping, and escape the whole."""
        escapes, context.autoescape = context.autoescape, False
        code = self.nodelist.render(context).strip()
        context.autoescape = escapes
        told = {
            "kind": self.kind,
            "label": LABELS[self.kind],
            "code": code,
            "file": self.file,
        }
        return render_to_string("components/_example.html", told)


@register.tag
def example(parser: Parser, token: Token) -> ExampleNode:
    """Show an example: `{% example shell %}curl …{% endexample %}`.

    `{% example python mirror.py %}` names the file that it is to be saved as.
    """
    _name, kind, *file = token.split_contents()
    if kind not in LABELS:
        raise template.TemplateSyntaxError(f"No kind of example: {kind}")
    nodelist = parser.parse(("endexample",))
    parser.delete_first_token()
    return ExampleNode(nodelist, kind, "".join(file))
