"""A person makes API tokens, sees each once, and revokes them."""

from __future__ import annotations

import re

from api.conftest import Program
from django.test import Client
from pytest_django import Settings
from web.sharing import person, share, signed_in

from openmips.practice.models import ApiToken, AuditEntry, PracticeYear, TokenScope
from openmips.site.own_machine import owner

SHOWN = re.compile(r"openmips_[0-9a-f]{8}_[\w-]{43}")


def make(client: Client, **said: str) -> str:
    """Make a token; the answer is the page."""
    asked = {"name": "Nightly export", "practice": "", "scope": "read", "days": "90", **said}
    return client.post("/tokens/", asked).content.decode()


def test_a_token_is_shown_once_and_serves(sample: PracticeYear) -> None:
    """The page that makes it shows it; no page does afterwards."""
    page = make(Client())
    (text,) = set(SHOWN.findall(page))
    assert Program(text).get("/practices")["practices"]
    later = Client().get("/tokens/").content.decode()
    assert SHOWN.findall(later) == []
    assert text[:17] in later
    assert "1 token serves now" in later
    assert "Last used" in later


def test_a_token_is_for_what_was_chosen(sample: PracticeYear) -> None:
    """One practice, reading, and the days that were chosen."""
    make(Client(), practice=str(sample.practice_id), scope="write", days="30")
    kept = ApiToken.objects.get()
    assert kept.practice_id == sample.practice_id
    assert kept.scope == TokenScope.WRITE
    assert (kept.expires_at - kept.made_at).days == 30
    assert "for Oak Street Family Medicine (sample)" in Client().get("/tokens/").content.decode()


def test_a_token_is_named_and_revoked(sample: PracticeYear) -> None:
    """A revoked one stands among those that serve no longer, and opens nothing."""
    (text,) = set(SHOWN.findall(make(Client())))
    number = ApiToken.objects.get().pk
    Client().post(f"/tokens/{number}/name/", {"name": "Weekly export"})
    answer = Client().post(f"/tokens/{number}/revoke/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tokens/")
    page = Client().get("/tokens/").content.decode()
    assert "No token serves now" in page
    assert "Weekly export" in page
    assert Program(text).ask("GET", "/practices").status_code == 401
    deeds = AuditEntry.objects.order_by("id").values_list("deed", flat=True)
    assert list(deeds)[-3:] == ["token made", "token named", "token revoked"]


def test_a_token_needs_a_name(sample: PracticeYear) -> None:
    """Nothing is made without one, and none is named so."""
    answer = Client().post("/tokens/", {"name": "", "scope": "read", "days": "90"})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
    make(Client())
    kept = ApiToken.objects.get()
    Client().post(f"/tokens/{kept.pk}/name/", {"name": " "})
    kept.refresh_from_db()
    assert kept.name == "Nightly export"


def test_tokens_of_others_are_not_there(sample: PracticeYear, settings: Settings) -> None:
    """Where several share the site, nobody sees, names or revokes another's token."""
    make(Client())
    kept = ApiToken.objects.get()
    share(settings)
    assert Client().get("/tokens/").status_code == 302
    eve = signed_in(person("eve@example.org"))
    assert kept.prefix not in eve.get("/tokens/").content.decode()
    assert eve.post(f"/tokens/{kept.pk}/revoke/").status_code == 404
    assert eve.post(f"/tokens/{kept.pk}/name/", {"name": "x"}).status_code == 404
    stranger = eve.post("/tokens/", {"name": "x", "practice": str(sample.practice_id)})
    assert stranger.status_code == 422
    kept.refresh_from_db()
    assert (kept.revoked_at, kept.name) == (None, "Nightly export")


def test_a_program_needs_no_sign_in_where_several_share(
    sample: PracticeYear, settings: Settings
) -> None:
    """A token is enough there too, and a session is not."""
    (text,) = set(SHOWN.findall(make(Client())))
    share(settings)
    assert Program(text).get("/practices")["practices"]
    session = signed_in(person(owner().email))
    assert session.get("/api/v1/practices").status_code == 401
