"""How amounts, dates and reasons are written on a page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from openmips.amounts import plain, round_half_up
from openmips.web import words

register = template.Library()


@register.filter
def dollars(amount: str | Decimal | None) -> str:
    """An amount of money as people write it: $1,234.50, with a minus before the sign."""
    if amount in (None, ""):
        return "not known"
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    cents = f"{abs(value):,.2f}".removesuffix(".00")
    return f"-${cents}" if value < 0 else f"${cents}"


@register.filter
def signed(number: str | Decimal | None) -> str:
    """A number with its sign, a plus included."""
    if number in (None, ""):
        return "not known"
    text = str(number)
    return text if text.startswith("-") else f"+{text}"


@register.filter
def share(value: str | Decimal | Fraction | None) -> str:
    """A share of one as a percentage without decimals; certainty is left to certain things."""
    if value in (None, ""):
        return "not known"
    percent = Decimal(plain(value) if isinstance(value, Fraction) else str(value)) * 100
    if 0 < percent < 1:
        return "below 1 %"
    if 99 < percent < 100:
        return "over 99 %"
    return f"{plain(round_half_up(percent, 0))} %"


@register.filter
def day(value: str | date | None) -> str:
    """A date as people write it: 30 November 2026."""
    if not value:
        return "not known"
    found = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return f"{found.day} {found:%B} {found.year}"


@register.filter
def spoken(text: str | None) -> str:
    """A sentence of the rules in the words of pages."""
    return words.spoken(text or "")


@register.filter
def day_first(text: str | None) -> str:
    """What a problem says, with its days as pages write them."""
    return words.day_first(text or "")


@register.filter
def placed(location: str | None) -> str:
    """Where a problem lies, in the words of pages; empty where the whole page is meant."""
    return words.placed(location or "")


@register.filter
def attested(code: str) -> str:
    """How well a provision is attested, in words."""
    return words.ATTESTED[code]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the design system; without a label it is for the eye only."""
    if label:
        return format_html(
            '<svg class="usa-icon" role="img" aria-label="{}"><use href="/static/uswds/img/'
            'sprite.svg#{}"></use></svg>',
            label,
            name,
        )
    return format_html(
        '<svg class="usa-icon" aria-hidden="true" focusable="false"><use href="/static/uswds/img/'
        'sprite.svg#{}"></use></svg>',
        name,
    )
