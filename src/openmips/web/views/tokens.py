"""A person's API tokens: made, shown once, named and revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions import tokens as deeds
from openmips.practice.models import ApiToken, TokenScope
from openmips.web.doors import actor, members_only
from openmips.web.forms.tokens import NameForm, TokenForm
from openmips.web.views.asking import WRONG, see_other


@require_http_methods(["GET", "POST"])
@members_only
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that serve and those that do no longer, and a form to make another."""
    who = actor(request)
    practices = access.practices(who)
    if request.method == "GET":
        return render(request, "openmips/tokens/tokens.html", _listed(who, TokenForm(practices)))
    form = TokenForm(practices, request.POST)
    if not form.is_valid():
        return render(request, "openmips/tokens/tokens.html", _listed(who, form), status=WRONG)
    scope = TokenScope(form.cleaned_data["scope"])
    made = deeds.make_token(who, form.cleaned_data["name"], scope, form.practice_id, form.lasts)
    return render(request, "openmips/tokens/made.html", {"made": made})


@require_POST
@members_only
def token_name(request: HttpRequest, token_id: int) -> HttpResponse:
    """Give a token another name."""
    form = NameForm(request.POST)
    if form.is_valid():
        named = deeds.name_token(actor(request), token_id, form.cleaned_data["name"])
        messages.success(request, f"The token is called {named.name} now.")
    else:
        messages.error(request, "A token needs a name of at most 100 letters.")
    return see_other("tokens")


@require_POST
@members_only
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Make a token useless."""
    gone = deeds.revoke_token(actor(request), token_id)
    messages.success(request, f"{gone.name} serves no longer.")
    return see_other("tokens")


def _listed(who: Actor, form: TokenForm) -> dict[str, Any]:
    found = list(deeds.tokens(who))
    serving = [one for one in found if _serves(one, who)]
    return {
        "form": form,
        "serving": [(one, _naming(one)) for one in serving],
        "ended": [one for one in found if one not in serving],
    }


def _serves(one: ApiToken, who: Actor) -> bool:
    return one.revoked_at is None and one.expires_at > who.at


def _naming(one: ApiToken) -> NameForm:
    return NameForm(auto_id=f"token-{one.pk}-%s", initial={"name": one.name})
