"""HTML without its indentation says the same."""

from django.template import Context, Template

PAGE = """{% load weight %}{% filter unindented %}
<ul>
  {% for word in words %}

    <li>{{ word }}
      <b>2</b></li>
  {% endfor %}
</ul>
{% endfilter %}"""


def test_lines_begin_at_the_margin_and_words_stay_apart() -> None:
    shown = Template(PAGE).render(Context({"words": ["<a>", "\n\xa0: b"]}))

    assert shown == (
        "\n<ul>\n<li>&lt;a&gt;\n<b>2</b></li>\n<li>\n\xa0: b\n<b>2</b></li>\n</ul>\n"
    )
