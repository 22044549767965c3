"""Every page of the guide, from the list of addresses, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

NO_PAGES = frozenset(
    {
        "calendar_file",
        "certificate",
        "portfolio_file",
        "profile_file",
        "submission_file",
        "submission_files",
        "year_open",
        "roster_file",
        "clinician_remove",
        "activity_take_back",
        "measure_choose",
        "measure_take_back",
        "gap_mark",
        "gap_patients",
        "gaps_file",
        "claims_confirm",
        "claims_give_up",
        "claims_take_back",
        "interoperability_decide",
        "interoperability_take_back",
        "whatif_drop",
        "review_take_back",
        "app_remove",
        "backup_codes",
        "invitation_withdraw",
        "member_remove",
        "member_reset",
        "member_role",
        "passkey_add",
        "passkey_add_begin",
        "passkey_begin",
        "passkey_remove",
        "passkey_use",
        "sessions_end",
        "sign_out",
        "stay",
        "time_left",
        "token_name",
        "token_revoke",
        "report_documents",
        "report_plan_file",
        "report_score_file",
        "report_cards_file",
        "report_gaps_file",
        "report_certificate_file",
    }
)
"""Names of addresses that answer with something else than a page."""


def names(patterns: Any = None) -> Iterator[str]:
    """The names of all addresses of the guide; those of programs stand in a space of their own."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver) and not one.namespace:
            yield from names(one.url_patterns)
        elif isinstance(one, URLPattern) and one.name:
            yield one.name


def addresses(arguments: dict[str, Any]) -> dict[str, str]:
    """The path of every address by its name, with what of `arguments` it needs."""
    found: dict[str, str] = {}
    resolver = get_resolver()
    for name in sorted(set(names())):
        ((_, parameters),) = resolver.reverse_dict[name][0][:1]
        found[name] = reverse(name, kwargs={one: arguments[one] for one in parameters})
    return found


def pages(arguments: dict[str, Any]) -> dict[str, str]:
    """The path of each page by its name."""
    found = addresses(arguments)
    return {name: path for name, path in found.items() if name not in NO_PAGES}
