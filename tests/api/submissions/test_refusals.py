"""What no conversation shows: methods, failures, logs, erasing, settings."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from api.submissions.client import Caller, codes
from api.submissions.test_laws import KEYS, set_sent
from django.db import OperationalError
from django.urls import resolve
from django.utils import timezone

from openmips.answers.rehearsal_benchmarks import rehearsal_benchmarks
from openmips.api.submissions import views
from openmips.catalog import YEARS, catalog_for
from openmips.practice import deeds
from openmips.practice.access import Actor
from openmips.practice.actions.practices import erase_practice, open_practice
from openmips.practice.actions.tokens import make_token
from openmips.practice.models import RehearsalMeasurement, RehearsalSet, TokenScope, User
from openmips.site.surroundings import WrongSetting, surroundings

SENT = set_sent(KEYS[0], {0: 1})


def test_the_site_has_the_rehearsal_where_clients_look_for_it() -> None:
    """Below /api/submissions every address is the rehearsal's, and any other is not a page."""
    assert resolve("/api/submissions/health").route == "api/submissions/health"
    assert resolve("/api/submissions/practices/").route == "api/submissions/"


def test_options_tell_pages_of_any_origin_what_they_may_ask(ann: Caller) -> None:
    """The answer to OPTIONS names methods and headers; every answer lets any origin read it."""
    assert ann("OPTIONS", "/measurement-sets") == (204, {})
    told = ann.last.headers
    assert told["Allow"] == told["Access-Control-Allow-Methods"] == "GET, POST, HEAD, OPTIONS"
    assert "organization-id" in told["Access-Control-Allow-Headers"]
    ann("GET", "/submissions/nowhere")
    assert ann.last.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in ann.last.headers


def test_a_head_is_answered_as_a_get_without_its_body(ann: Caller) -> None:
    """Status and headers are those of the GET."""
    assert ann("HEAD", "/submissions") == (200, {})


def test_a_token_of_one_practice_rehearses_nothing(ann: Caller) -> None:
    """Rehearsals belong to a person: what is for one practice neither reads nor writes them."""
    actor = Actor(User.objects.get(email="ann@example.org"), timezone.now())
    practice = open_practice(actor, "Oak Street", "000456789")
    text = make_token(actor, "one", TokenScope.WRITE, practice.id, timedelta(days=1)).text
    narrow = Caller(text)
    for status, answer in (
        narrow("GET", "/submissions"),
        narrow("GET", "/measurement-sets"),
        narrow("POST", "/measurement-sets", SENT),
    ):
        assert status == 403
        assert codes(answer) == [("right_missing", "$")]
    assert not RehearsalSet.objects.exists()


def test_a_session_is_no_token(ann: Caller) -> None:
    """On one's own machine everybody is signed in; without a token nothing is answered still."""
    ann.token = None
    assert ann("GET", "/submissions")[0] == 401
    assert ann("GET", "/submissions", Authorization="Basic YTpi")[0] == 401


@pytest.mark.parametrize(
    ("says", "status", "code"),
    [
        ("database is locked", 503, "records_busy"),
        ("database or disk is full", 507, "no_room"),
        ("no such table", 500, "unexpected_failure"),
    ],
)
def test_what_the_database_cannot_do_is_told(
    ann: Caller, monkeypatch: pytest.MonkeyPatch, says: str, status: int, code: str
) -> None:
    """The answer is JSON still, nothing is kept, and nothing of the cause gets out."""

    def broken(**_: object) -> None:
        raise OperationalError(says)

    entries = SimpleNamespace(objects=SimpleNamespace(create=broken))
    monkeypatch.setattr(deeds, "AuditEntry", entries)
    found, answer = ann("POST", "/measurement-sets", SENT)
    assert (found, codes(answer)) == (status, [(code, "$")])
    assert says not in json.dumps(answer)
    assert not RehearsalSet.objects.exists()


def test_an_unexpected_failure_is_logged_without_what_was_sent(
    ann: Caller, monkeypatch: pytest.MonkeyPatch, everything_logged: io.StringIO
) -> None:
    """The log says where it happened; neither log nor answer says with what."""

    def broken(*_: object) -> None:
        raise RuntimeError("TIN 000456789")

    monkeypatch.setattr(views.rehearsals, "create_set", broken)
    status, answer = ann("POST", "/measurement-sets", SENT)
    assert (status, answer["error"]["type"]) == (500, "InternalServerError")
    assert "000456789" not in json.dumps(answer)
    assert '"types": ["RuntimeError"]' in everything_logged.getvalue()


def test_requests_are_logged_by_their_pattern(ann: Caller, everything_logged: io.StringIO) -> None:
    """What was asked for stands in the log; ids, parameters and headers do not."""
    ann("GET", "/submissions?entityId=VG-1&nationalProviderIdentifier=1000000004")
    _, made = ann("POST", "/measurement-sets", SENT)
    public_id = made["data"]["measurementSet"]["id"]
    ann("GET", f"/measurement-sets/{public_id}")
    written = everything_logged.getvalue()
    assert "api/submissions/measurement-sets/<uuid:set_id>" in written
    assert public_id not in written


def test_who_erases_a_practice_erases_what_its_members_rehearsed_of_it(
    ann: Caller, eve: Caller
) -> None:
    """Rehearsals with the TIN go with the practice; others, and those of strangers, stay."""
    actor = Actor(User.objects.get(email="ann@example.org"), timezone.now())
    practice = open_practice(actor, "Oak Street", "000456789")
    for caller in (ann, eve):
        for tin in ("000456789", "000456780"):
            assert (
                caller("POST", "/measurement-sets", set_sent((tin, *KEYS[0][1:]), {0: 1}))[0] == 201
            )
    erase_practice(actor, practice.id, "Oak Street")
    left = RehearsalSet.objects.values_list("submission__owner__email", "submission__tin")
    assert sorted(left) == [
        ("ann@example.org", "000456780"),
        ("eve@example.org", "000456780"),
        ("eve@example.org", "000456789"),
    ]
    assert RehearsalMeasurement.objects.count() == 3


def test_the_practices_of_a_person_have_nothing_of_a_rehearsal(
    ann: Caller, token_of: Callable[..., str]
) -> None:
    """A rehearsal with a practice's TIN leaves its records as they were."""
    actor = Actor(User.objects.get(email="ann@example.org"), timezone.now())
    practice = open_practice(actor, "Oak Street", "000456789")
    assert ann("POST", "/measurement-sets", SENT)[0] == 201
    assert not practice.years.exists()
    assert not practice.files.exists()


@pytest.mark.parametrize("year", YEARS)
def test_benchmarks_are_those_of_the_catalog_without_mocks(year: int) -> None:
    """Each ladder stands once by measure, method and year, with eleven percentiles."""
    rows = rehearsal_benchmarks(year)
    held = catalog_for(year).benchmarks
    keys = [(one["measureId"], one["submissionMethod"]) for one in rows]
    assert sorted(keys) == sorted(key for key, one in held.items() if not one.placeholder)
    for one in rows:
        ladder = held[one["measureId"], one["submissionMethod"]]
        assert tuple(one["percentiles"].values()) == ladder.percentiles
        assert (one["status"] == "historical") is (one["benchmarkYear"] != year)


@pytest.mark.parametrize(
    ("told", "preview", "years"),
    [
        ({}, False, None),
        ({"OPENMIPS_REHEARSAL_PREVIEW": "yes"}, True, None),
        ({"OPENMIPS_REHEARSAL_YEARS": "2025, 2026"}, False, {2025, 2026}),
    ],
)
def test_the_stage_is_set_by_the_surroundings(
    tmp_path: Path, told: dict[str, str], preview: bool, years: set[int] | None
) -> None:
    """Two variables say what the rehearsal plays; by themselves it takes everything."""
    found = surroundings({"OPENMIPS_DATA": str(tmp_path), **told})
    assert (found.rehearsal_preview, found.rehearsal_years) == (preview, years)


def test_a_list_that_is_no_list_of_years_is_refused(tmp_path: Path) -> None:
    """The message names the variable."""
    told = {"OPENMIPS_DATA": str(tmp_path), "OPENMIPS_REHEARSAL_YEARS": "now"}
    with pytest.raises(WrongSetting, match="OPENMIPS_REHEARSAL_YEARS"):
        surroundings(told)
