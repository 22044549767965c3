"""The addresses of API tokens."""

from __future__ import annotations

from django.urls import URLPattern, path

from openmips.web.views import tokens

urlpatterns: list[URLPattern] = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/name/", tokens.token_name, name="token_name"),
    path("tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
]
