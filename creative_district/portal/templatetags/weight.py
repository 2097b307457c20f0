"""What a page weighs on its way."""

import re

from django import template
from django.template.defaultfilters import stringfilter

register = template.Library()

# Plain spaces only: a no-break space that begins a line is a part of what is said.
INDENTATION = re.compile(r"\n[ \n]+")


@register.filter(is_safe=True)
@stringfilter
def unindented(html: str) -> str:
    """Begin every line of HTML at its margin, and leave out the empty ones.

    Where tables and lists are long, indentation is a tenth of what is sent. White space
    between words and elements stays white space; not for `pre` and `textarea`.
    """
    return INDENTATION.sub("\n", html)
