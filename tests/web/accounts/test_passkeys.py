"""What a browser sends of a passkey is not believed, and whatever is sent breaks nothing."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django_otp_webauthn.models import WebAuthnCredential
from web.sharing import person, signed_in

from openmips.practice.models import AuditEntry, User

JSON = "application/json"
GARBAGE = {"clientDataJSON": "eA", "authenticatorData": "eA", "signature": "eA"}
BODIES = {
    "nothing": b"",
    "no text": b"\x80\x81",
    "cut short": b"{",
    "no object": b"[]",
    "a number": b"7",
    "empty": b"{}",
    "wrong kinds": json.dumps({"id": 1, "rawId": [], "type": None, "response": 5}).encode(),
    "an unknown one": json.dumps(
        {"id": "eA", "rawId": "eA", "type": "public-key", "response": GARBAGE}
    ).encode(),
    "no signature": json.dumps(
        {"id": "MTE", "rawId": "MTE", "type": "public-key", "response": GARBAGE}
    ).encode(),
}


@pytest.fixture
def passkey(ann: User) -> WebAuthnCredential:
    """A passkey of Ann, whose number everybody may know."""
    return WebAuthnCredential.objects.create(
        user=ann, name="Passkey", credential_id=b"11", public_key=b"key", aaguid="0" * 36
    )


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("inside", [True, False])
def test_nobody_gets_in_and_nothing_breaks(
    ann: User, passkey: WebAuthnCredential, body: str, inside: bool
) -> None:
    """Every message that is no proof is refused, with a begun ceremony and without."""
    client = signed_in(ann) if inside else Client()
    client.raise_request_exception = False
    ceremonies = [("passkey_begin", "passkey_use"), ("passkey_add_begin", "passkey_add")]
    for begin, use in ceremonies if inside else ceremonies[:1]:
        assert client.post(reverse(use), BODIES[body], content_type=JSON).status_code == 400
        assert client.post(reverse(begin)).status_code == 200
        answer = client.post(reverse(use), BODIES[body], content_type=JSON)
        assert 400 <= answer.status_code < 500, answer.content
        assert client.post(reverse(use), BODIES[body], content_type=JSON).status_code == 400
    assert ("_auth_user_id" in client.session) is inside
    assert WebAuthnCredential.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_a_closed_account_begins_nothing() -> None:
    """Without being signed in nobody adds a passkey to anybody."""
    person("eve@example.org")
    for name in ("passkey_add_begin", "passkey_add"):
        assert Client().post(reverse(name)).status_code == 403
