"""On one's own machine nobody signs in, and nothing of sign-in is there."""

from __future__ import annotations

import pytest
from django.test import Client

from openmips.practice.models import PracticeYear
from openmips.site.urls_shared import urlpatterns as shared
from openmips.web.urls_accounts import urlpatterns as accounts

pytestmark = pytest.mark.django_db


def test_the_records_open_without_an_account(sample: PracticeYear) -> None:
    """The owner of the machine sees the practice; no page offers to sign in or out."""
    page = Client().get("/practices/")
    assert page.status_code == 200
    said = page.content.decode()
    assert sample.practice.name in said
    assert [word for word in ("Sign out", "sign-in", "Members") if word in said] == []


def test_no_address_of_sign_in_is_there(sample: PracticeYear) -> None:
    """Where several people share the site they are there, here they answer 404."""
    assert accounts in [getattr(one, "url_patterns", None) for one in shared]
    named = {"practice_id": str(sample.practice_id), "user_id": "1", "passkey_id": "1"}
    for one in accounts:
        path = "/" + str(one.pattern)
        for part in [part for part in path.split("/") if part.startswith("<")]:
            path = path.replace(part, named.get(part.strip("<>").partition(":")[2], "1"))
        assert Client().get(path).status_code == 404, path
