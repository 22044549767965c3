"""Nobody sees records without a password and a second factor; nobody guesses their way in."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential
from web.sharing import PASSWORD, code, person, signed_in

from openmips.practice.access import Actor
from openmips.practice.actions.second_factors import new_backup_codes
from openmips.practice.models import AuditEntry, Practice, User
from openmips.site import shared as way
from openmips.web import idle

SIGN_IN, SECOND = "/sign-in/", "/sign-in/code/"


def give_password(client: Client, email: str, password: str = PASSWORD, **more: str) -> int:
    """Post the first step; the status of the answer."""
    told = {"username": email, "password": password, **more}
    return client.post(SIGN_IN, told).status_code


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let time pass, as the application sees it."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + by)


def test_password_then_code_open_the_practices(ann: User, oak_street: Practice) -> None:
    """After the first step nothing is shown yet; after the second the page that was wanted."""
    client = Client()
    wanted = f"/practices/{oak_street.id}/2024/"
    first = client.get(wanted)
    assert first.headers["Location"] == f"{SIGN_IN}?next={wanted}"
    answer = client.post(
        SIGN_IN, {"username": " ANN@example.org", "password": PASSWORD, "next": wanted}
    )
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, SECOND)
    assert client.get(wanted).headers["Location"].startswith(SECOND)
    assert client.get("/practices/").headers["Location"].startswith(SECOND)
    answer = client.post(SECOND, {"code": code(), "next": wanted})
    assert (answer.status_code, answer.headers["Location"]) == (303, wanted)
    assert "Oak Street" in client.get(wanted).content.decode()
    told = AuditEntry.objects.filter(deed="signed in").get()
    assert (told.actor, told.detail) == (ann, {"with": "app"})


def test_a_code_serves_once(ann: User) -> None:
    """Whoever looked over the shoulder cannot use the code again."""
    for answer in (303, 422):
        client = Client()
        assert give_password(client, ann.email) == 303
        assert client.post(SECOND, {"code": code()}).status_code == answer
    assert client.get("/practices/").status_code == 302


def test_wrong_codes_make_the_wait_longer(ann: User) -> None:
    """After wrong codes even a right one is not looked at for a while, and the page says so."""
    client = Client()
    give_password(client, ann.email)
    for _ in range(4):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        page = client.post(SECOND, {"code": f"{(int(code()) + 77) % 1_000_000:06}"})
        assert page.status_code == 422
    assert TOTPDevice.objects.get(user=ann).throttling_failure_count == 4
    page = client.post(SECOND, {"code": code()})
    assert page.status_code == 422
    assert "Try again after" in page.content.decode()


def test_a_backup_code_serves_once(ann: User) -> None:
    """It stands in for the app, however it is typed, and is gone afterwards."""
    codes = new_backup_codes(Actor(ann, timezone.now()))
    assert len(set(codes)) == 10
    client = Client()
    give_password(client, ann.email)
    assert "you have 10 left" in client.get(SECOND).content.decode()
    assert client.post(SECOND, {"code": codes[3].upper().replace("-", " ")}).status_code == 303
    assert client.get("/practices/").status_code == 200
    other = Client()
    give_password(other, ann.email)
    assert other.post(SECOND, {"code": codes[3]}).status_code == 422
    assert "you have 9 left" in other.get(SECOND).content.decode()


def test_guessing_locks_for_a_while(ann: User) -> None:
    """After ten wrong passwords the right one does not help either, until the time is over."""
    client = Client()
    answers = [give_password(client, ann.email, "wrong") for _ in range(way.FAILURES)]
    assert answers == [422] * (way.FAILURES - 1) + [429]
    assert give_password(client, ann.email) == 429
    page = client.post(SIGN_IN, {"username": ann.email, "password": PASSWORD})
    assert "Too many tries" in page.content.decode()
    assert "15 minutes" in page.content.decode()
    past = timezone.now() - way.LOCKED_FOR - timedelta(seconds=1)
    AccessAttempt.objects.update(attempt_time=past)
    assert give_password(client, ann.email) == 303


def test_guessing_from_many_addresses_locks_the_account(ann: User) -> None:
    """Tries are counted for the account too, and for an address whatever accounts it tries."""
    for number in range(way.FAILURES):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(
            SIGN_IN, {"username": ann.email, "password": "wrong"}
        )
    assert give_password(Client(REMOTE_ADDR="192.0.2.200"), ann.email) == 429
    for number in range(way.FAILURES):
        Client(REMOTE_ADDR="198.51.100.7").post(
            SIGN_IN, {"username": f"guess{number}@example.org", "password": "wrong"}
        )
    assert give_password(Client(REMOTE_ADDR="198.51.100.7"), "bob@example.org") == 429


def test_signing_in_does_not_forgive_wrong_tries(ann: User) -> None:
    """Whoever has an account cannot clear the count of their address with it."""
    person("eve@example.org")
    for _ in range(way.FAILURES - 1):
        give_password(Client(), ann.email, "wrong")
    assert give_password(Client(), "eve@example.org") == 303
    assert give_password(Client(), ann.email, "wrong") == 429


@pytest.mark.parametrize("tries", [1, way.FAILURES])
def test_nothing_tells_whether_there_is_an_account(ann: User, tries: int) -> None:
    """A wrong password and an unknown address get the same answer, also when locked."""
    pages = []
    for number, email in enumerate((ann.email, "nobody@example.org")):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        for _ in range(tries):
            page = client.post(SIGN_IN, {"username": email, "password": "wrong"})
        csrf = page.context["csrf_token"]
        pages.append(page.content.decode().replace(email, "").replace(str(csrf), ""))
    without_tokens = [[line for line in page.splitlines() if "csrf" not in line] for page in pages]
    assert without_tokens[0] == without_tokens[1]


def test_an_account_that_was_closed_does_not_open(ann: User) -> None:
    """A person who may no longer sign in is told the same as one who mistyped."""
    User.objects.update(is_active=False)
    assert give_password(Client(), ann.email) == 422


@pytest.mark.parametrize(
    ("passes", "stays"),
    [(idle.IDLE - timedelta(minutes=1), True), (idle.IDLE + timedelta(minutes=1), False)],
)
def test_a_session_ends_when_nothing_is_done(
    ann: User, monkeypatch: pytest.MonkeyPatch, passes: timedelta, stays: bool
) -> None:
    """After a while without any page the next one asks to sign in, and says why."""
    client = signed_in(ann)
    assert client.get("/practices/").status_code == 200
    later(monkeypatch, passes)
    answer = client.get("/practices/")
    assert (answer.status_code == 200) is stays
    if not stays:
        assert "You were signed out" in client.get(answer.headers["Location"]).content.decode()
        assert "_auth_user_id" not in client.session


def test_a_session_ends_after_a_day(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy somebody was, they sign in again at last."""
    client = signed_in(ann)
    client.get("/practices/")
    steps = int(idle.LONGEST / timedelta(minutes=15))
    for _ in range(steps - 1):
        later(monkeypatch, timedelta(minutes=15))
        assert client.get("/practices/").status_code == 200
    later(monkeypatch, timedelta(minutes=16))
    assert client.get("/practices/").status_code == 302


def test_the_page_warns_before_the_end(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Being asked by the page does not count as being there; asking to stay does."""
    client = signed_in(ann)

    def says() -> str:
        return client.get("/sign-in/time-left/").content.decode()

    assert says().strip() == ""
    later(monkeypatch, idle.IDLE - timedelta(minutes=3))
    assert "about 3 minutes" in says()
    assert client.post("/sign-in/stay/").status_code == 200
    assert says().strip() == ""
    for _ in range(3):
        later(monkeypatch, timedelta(minutes=7))
        ended = client.get("/sign-in/time-left/")
    assert ended.status_code == 286
    assert "You were signed out" in ended.content.decode()


def test_a_session_that_somebody_else_began_is_not_taken_over(ann: User) -> None:
    """The session's key is another one after each step, so that a planted key opens nothing."""
    client = Client()
    planted = client.session
    planted["planted"] = True
    planted.save()
    keys = [planted.session_key]
    give_password(client, ann.email)
    keys.append(client.session.session_key)
    client.post(SECOND, {"code": code()})
    assert client.get("/practices/").status_code == 200
    assert len({*keys, client.session.session_key}) == 3
    for key in keys:
        thief = Client()
        thief.cookies["sessionid"] = str(key)
        assert thief.get("/practices/").headers["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///x",
    ],
)
def test_nobody_is_sent_to_another_site(ann: User, wanted: str) -> None:
    """Where to go afterwards is only ever a page of this site."""
    client = Client()
    give_password(client, ann.email, next=wanted)
    answer = client.post(SECOND, {"code": code(), "next": wanted})
    assert answer.headers["Location"] == "/practices/"
    assert signed_in(ann).get(SIGN_IN, {"next": wanted}).headers["Location"] == "/practices/"


def test_whoever_signs_in_anew_gets_back_to_the_form(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only takes forms has no page of its own; the form's page is shown instead."""
    client = signed_in(ann)
    client.get("/practices/")
    later(monkeypatch, idle.IDLE)
    form = "http://testserver/your-sign-in/"
    answer = client.post("/your-sign-in/sessions/", headers={"referer": form})
    assert unquote(answer.headers["Location"]) == f"/sign-in/?next={form}"
    told = {"username": ann.email, "password": PASSWORD, "next": form}
    client.post(SIGN_IN, told)
    assert client.post(SECOND, {"code": code(), "next": form}).headers["Location"] == form


def test_a_locked_account_still_opens_to_its_passkey(ann: User, rf: RequestFactory) -> None:
    """Nobody keeps another person out with wrong passwords; a locked address stays locked."""
    passkey = WebAuthnCredential.objects.create(
        user=ann, name="Passkey", credential_id=b"1" * 16, public_key=b"key"
    )
    for _ in range(way.FAILURES):
        give_password(Client(REMOTE_ADDR="192.0.2.1"), ann.email, "wrong")
    assert give_password(Client(REMOTE_ADDR="192.0.2.2"), ann.email) == 429
    found = [
        authenticate(rf.post(SIGN_IN, REMOTE_ADDR=address), webauthn_credential=passkey)
        for address in ("192.0.2.2", "192.0.2.1")
    ]
    assert found == [ann, None]


def test_signing_out_ends_the_session(anns: Client) -> None:
    """Only a form of the site signs out; afterwards nothing is shown."""
    assert anns.get("/sign-out/").status_code == 405
    assert anns.post("/sign-out/").status_code == 303
    assert anns.get("/practices/").status_code == 302


def test_everything_else_is_closed_half_way(ann: User, oak_street: Practice) -> None:
    """With the password alone no page opens but those of the second step."""
    client = Client()
    give_password(client, ann.email)
    for path in ("/", "/practices/", "/your-sign-in/", "/your-sign-in/password/"):
        assert client.get(path).headers["Location"].startswith(SECOND), path
    assert client.get("/your-sign-in/app/").status_code == 403
    assert client.post("/your-sign-in/passkeys/begin/").status_code == 403
    assert client.get("/sign-in/enrol/").headers["Location"] == "/your-sign-in/"
