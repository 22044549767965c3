"""A person looks after their own sign-in: second factors, backup codes, password, sessions."""

from __future__ import annotations

import re

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential
from web.sharing import PASSWORD, code, person, signed_in

from openmips.practice.access import Actor
from openmips.practice.actions.accounts import let_in_anew, make_account
from openmips.practice.actions.second_factors import remove_app
from openmips.practice.actions.tokens import TokenScope, make_token
from openmips.practice.models import AuditEntry, User
from openmips.problems import ProblemsFound
from openmips.web.proofs import LASTS

ANOTHER = "violet anchor basement tulip"


def half_way(user: User) -> Client:
    """The browser of somebody who gave only the password."""
    client = Client()
    client.post("/sign-in/", {"username": user.email, "password": PASSWORD})
    return client


def passkey(user: User, number: int) -> WebAuthnCredential:
    """A passkey of somebody, as it is kept."""
    return WebAuthnCredential.objects.create(
        user=user,
        name=f"Passkey {number}",
        credential_id=bytes([number]) * 16,
        public_key=b"key",
        aaguid="0" * 36,
    )


def test_a_second_factor_is_added_before_anything_is_shown() -> None:
    """Whoever has none is led to add one, shows that the app works, and is then inside."""
    bob = person("bob@example.org", app=False)
    client = half_way(bob)
    assert client.get("/practices/").headers["Location"].startswith("/sign-in/enrol/")
    assert client.get("/sign-in/code/").headers["Location"].startswith("/sign-in/enrol/")
    assert "Use an app" in client.get("/sign-in/enrol/").content.decode()
    page = client.get("/your-sign-in/app/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    key = client.session["new_app_key"]
    assert client.get("/your-sign-in/app/").context["key"] in page
    assert client.post("/your-sign-in/app/", {"code": "000"}).status_code == 422
    assert not TOTPDevice.objects.exists()
    answer = client.post("/your-sign-in/app/", {"code": code(key)})
    assert answer.headers["Location"] == "/your-sign-in/"
    assert client.get("/practices/").status_code == 200
    assert "You have no backup codes" in client.get("/your-sign-in/").content.decode()
    again = half_way(bob)
    assert again.post("/sign-in/code/", {"code": code(key)}).status_code == 422
    assert again.post("/sign-in/code/", {"code": code(key, ahead=1)}).status_code == 422


def test_another_app_takes_the_place_of_the_first(ann: User, anns: Client) -> None:
    """The old app's codes let nobody in any more; the session goes on."""
    anns.get("/your-sign-in/app/")
    key = anns.session["new_app_key"]
    assert anns.post("/your-sign-in/app/", {"code": code(key)}).status_code == 303
    assert anns.get("/practices/").status_code == 200
    assert half_way(ann).post("/sign-in/code/", {"code": code()}).status_code == 422
    assert TOTPDevice.objects.filter(user=ann).count() == 1


def test_the_last_second_factor_stays(ann: User, anns: Client) -> None:
    """One of two may go, the last may not; what is somebody else's is not there."""
    answer = anns.post("/your-sign-in/app/remove/")
    assert answer.status_code == 422
    assert "rest on the password alone" in answer.content.decode()
    with pytest.raises(ProblemsFound) as caught:
        remove_app(Actor(ann, timezone.now()))
    assert caught.value.problems[0].code == "last_second_factor"
    first, other = passkey(ann, 1), passkey(person("eve@example.org"), 2)
    assert anns.post(f"/your-sign-in/passkeys/{other.pk}/remove/").status_code == 404
    assert anns.post(f"/your-sign-in/passkeys/{first.pk}/remove/").status_code == 303
    assert anns.post(f"/your-sign-in/passkeys/{first.pk}/remove/").status_code == 404
    passkey(ann, 3)
    assert anns.post("/your-sign-in/app/remove/").status_code == 303
    assert anns.get("/practices/").headers["Location"].startswith("/sign-in/code/")
    assert "Use your passkey" in anns.get("/sign-in/code/").content.decode()


def test_backup_codes_are_shown_once_and_kept_as_digests(ann: User, anns: Client) -> None:
    """The page shows ten; none of them stands in the database; new ones replace them."""
    page = anns.post("/your-sign-in/backup-codes/").content.decode()
    codes = re.findall(r"<li>([a-z0-9-]{14})</li>", page)
    assert len(codes) == 10
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {one.replace("-", "") for one in codes}
    anns.post("/your-sign-in/backup-codes/")
    assert half_way(ann).post("/sign-in/code/", {"code": codes[0]}).status_code == 422


def test_another_password_ends_all_other_sessions(ann: User, anns: Client) -> None:
    """The one in use goes on; the old password opens nothing; a wrong or weak one is refused."""
    elsewhere = signed_in(ann)
    path = "/your-sign-in/password/"

    def change(current: str, new: str, again: str) -> int:
        told = {"current": current, "password": new, "again": again}
        return anns.post(path, told).status_code

    assert change("wrong", ANOTHER, ANOTHER) == 422
    assert change(PASSWORD, ANOTHER, ANOTHER + "s") == 422
    assert change(PASSWORD, "password12345", "password12345") == 422
    assert change(PASSWORD, "ann@example.org", "ann@example.org") == 422
    assert elsewhere.get("/practices/").status_code == 200
    assert change(PASSWORD, ANOTHER, ANOTHER) == 303
    assert anns.get("/practices/").status_code == 200
    assert elsewhere.get("/practices/").headers["Location"].startswith("/sign-in/")
    assert (
        Client().post("/sign-in/", {"username": ann.email, "password": PASSWORD}).status_code == 422
    )


def test_a_computer_left_open_adds_no_second_factor(
    ann: User, anns: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some minutes after the proof the sign-in is changed only after another one."""
    changes = ["app/", "app/remove/", "backup-codes/", f"passkeys/{passkey(ann, 1).pk}/remove/"]
    assert "Make backup codes" in anns.get("/your-sign-in/").content.decode()
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + LASTS)
    page = anns.get("/your-sign-in/").content.decode()
    assert "prove first that it is you" in page
    assert "Make backup codes" not in page
    for path in changes:
        answer = anns.post(f"/your-sign-in/{path}", headers={"referer": "/your-sign-in/"})
        assert answer.headers["Location"] == "/sign-in/code/?next=/your-sign-in/"
    for path in ("begin/", ""):
        assert anns.post(f"/your-sign-in/passkeys/{path}").status_code == 403
    assert anns.get("/practices/").status_code == 200
    told = {"code": code(), "next": "/your-sign-in/"}
    assert anns.post("/sign-in/code/", told).headers["Location"] == "/your-sign-in/"
    assert anns.post("/your-sign-in/passkeys/begin/").status_code == 200
    assert anns.post("/your-sign-in/app/remove/").status_code == 303


def test_no_password_is_noted_beside_a_wrong_try(ann: User, anns: Client) -> None:
    """What is kept to count wrong tries holds nothing of what was typed into them."""
    told = {"current": "almost " + PASSWORD, "password": ANOTHER, "again": ANOTHER}
    assert anns.post("/your-sign-in/password/", told).status_code == 422
    told = {"username": ann.email, "password": "almost " + PASSWORD}
    assert Client().post("/sign-in/", told).status_code == 422
    noted = [f"{one.get_data} {one.post_data}" for one in AccessAttempt.objects.all()]
    assert len(noted) == 1
    typed = (PASSWORD, "almost", ANOTHER, "violet", "plum")
    assert [one for one in noted if any(word in one for word in typed)] == []


def test_other_sessions_are_ended(ann: User, anns: Client) -> None:
    """On the computer that was left open the next page asks to sign in."""
    elsewhere = signed_in(ann)
    assert anns.post("/your-sign-in/sessions/").status_code == 303
    assert anns.get("/practices/").status_code == 200
    assert elsewhere.get("/practices/").status_code == 302


def test_a_new_account_sets_its_password_by_a_link_once() -> None:
    """The link serves once; then the address and the password lead to the second factor."""
    letting = make_account("Carol@Example.org", "Carol", timezone.now())
    path = f"/sign-in/password/{letting.account}/{letting.secret}/"
    client = Client()
    assert "carol@example.org" in client.get(path).content.decode()
    weak = {"password": "counterstrike", "again": "counterstrike"}
    assert client.post(path, weak).status_code == 422
    told = {"password": PASSWORD, "again": PASSWORD}
    assert client.post(path, told).headers["Location"] == "/sign-in/"
    assert client.get(path).status_code == 410
    assert client.post(path, told).status_code == 410
    assert Client().get("/sign-in/password/x/y/").status_code == 410
    carol = User.objects.get(email="carol@example.org")
    assert half_way(carol).get("/practices/").headers["Location"].startswith("/sign-in/enrol/")


def test_being_let_in_anew_ends_everything_before(ann: User, anns: Client) -> None:
    """Password, sessions and tokens end at once; the second factor only if it was lost too."""
    made = make_token(Actor(ann, timezone.now()), "Upload", TokenScope.READ)
    letting = let_in_anew(ann, timezone.now())
    assert anns.get("/practices/").status_code == 302
    assert half_way(ann).get("/practices/").headers["Location"].startswith("/sign-in/?")
    made.token.refresh_from_db()
    assert made.token.revoked_at is not None
    path = f"/sign-in/password/{letting.account}/{letting.secret}/"
    Client().post(path, {"password": PASSWORD, "again": PASSWORD})
    assert half_way(ann).get("/practices/").headers["Location"].startswith("/sign-in/code/")
    ann.refresh_from_db()
    let_in_anew(ann, timezone.now(), without_second_factor=True)
    assert not TOTPDevice.objects.filter(user=ann).exists()
    told = AuditEntry.objects.filter(deed="sign-in reset")
    assert [one.detail["second_factor_too"] for one in told] == [True, False]
