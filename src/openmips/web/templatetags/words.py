"""Words that open their meaning where they stand, and the same page of another year."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from openmips.content.load import glossary
from openmips.practice.models import PracticeYear

register = template.Library()

_OF_A_YEAR = {"practice_id", "performance_year"}


@register.simple_tag
def word(term: str, shown: str = "") -> SafeString:
    """A word of the glossary as a button that opens its meaning; Escape closes it.

    Once on a page. It works without scripts, and where a browser knows no popovers the meaning
    stands there.
    """
    found = glossary()[term]
    says = found.sentence[:1].upper() + found.sentence[1:]
    name = f"word-{slugify(term)}"
    return format_html(
        '<button type="button" class="om-word" popovertarget="{}">{}</button>'
        '<span popover id="{}" class="om-meaning"><strong>{}</strong>: {}</span>',
        name,
        shown or term,
        name,
        term,
        says,
    )


@register.simple_tag(takes_context=True)
def same_page(context: Context, other: PracticeYear) -> str:
    """The address of this page in another year; of a page about one thing, that year's tasks."""
    match = context["request"].resolver_match
    place: dict[str, Any] = {
        "practice_id": other.practice_id,
        "performance_year": other.performance_year,
    }
    name = "year"
    if match is not None and set(match.kwargs) == _OF_A_YEAR:
        name = match.url_name or name
    try:
        return reverse(name, kwargs=place)
    except NoReverseMatch:
        return reverse("year", kwargs=place)
