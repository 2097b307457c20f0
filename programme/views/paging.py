"""Long lists in pages."""

from typing import Any

from django.views.generic import View
from django.views.generic.list import MultipleObjectMixin


class PagedMixin(MultipleObjectMixin, View):
    """A list in pages: `?page=`, and the nearest one for a number that has none."""

    paginate_by = 24

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Show the nearest page for a page number that does not exist."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()
