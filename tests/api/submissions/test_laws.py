"""What is kept reads back as it was sent, and any sequence of deeds leaves what it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from api.submissions.client import Caller, own, parsed
from django.db import transaction
from formats.submissions import submissions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from openmips.answers.rehearsal_checks import Stage, check_submission
from openmips.formats.qpp_json import Submission
from openmips.formats.qpp_writer import document_of, write_submission
from openmips.practice.models import AuditEntry, RehearsalMeasurement, RehearsalSubmission

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is kept inside is forgotten afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_what_is_created_reads_back_as_its_canonical_form(ann: Caller) -> None:
    """Read by its address or from the list, and put back as it was read, it is the same."""
    staff = ann.as_staff()

    @settings(max_examples=30, suppress_health_check=SLOW)
    @given(submissions())
    def law(one: Submission) -> None:
        canonical = parsed(write_submission(one).encode())
        with undone():
            status, made = staff("POST", "/submissions", document_of(one))
            assert status == 201, made
            path = f"/submissions/{made['data']['submission']['id']}"
            _, read = staff("GET", path)
            _, listed = staff("GET", "/submissions")
            assert made["data"] == read["data"]
            assert listed["data"] == {"totalItems": 1, "submissions": [read["data"]["submission"]]}
            shown = read["data"]["submission"]
            assert document_of(check_submission(shown, Stage()).submission) == canonical
            status, again = staff("PUT", path, shown)
            assert status == 200, again
            assert own(again) == own(made)
            assert without_moments(again["data"]) == without_moments(read["data"])

    law()


def without_moments(value: Any) -> Any:
    """A value without when it was last written."""
    if isinstance(value, dict):
        return {key: without_moments(one) for key, one in value.items() if key != "updatedAt"}
    return [without_moments(one) for one in value] if isinstance(value, list) else value


METHODS = ("registry", "electronicHealthRecord")
TINS = ("000456789", "000456780")
MEASURES = {"ia": ("IA_EPA_2", "IA_BE_4", "IA_PM_16"), "quality": ("001", "236", "130")}
Key = tuple[str, str, str]
KEYS = [(tin, kind, way) for tin in TINS for kind in MEASURES for way in METHODS]
GIVEN = st.dictionaries(st.integers(0, 2), st.integers(0, 9), max_size=3)
"""Measures of a set by their number, each with an amount."""


def measurement(kind: str, number: int, amount: int) -> dict[str, Any]:
    """A measurement of a category that says an amount; an activity was done or not."""
    value: object = True
    if kind == "quality":
        value = {"isEndToEndReported": False, "eligiblePopulation": 9, "performanceMet": amount}
    return {"measureId": MEASURES[kind][number], "value": value}


def said(one: dict[str, Any]) -> int:
    """The amount that a measurement says."""
    value = one["value"]
    return 1 if value is True else int(value["performanceMet"])


def expected(kind: str, given: dict[int, int]) -> dict[str, int]:
    """What a set holds of what was sent."""
    return {MEASURES[kind][one]: 1 if kind == "ia" else much for one, much in given.items()}


def set_sent(key: Key, given: dict[int, int]) -> dict[str, Any]:
    """The set of a key with some measurements, as it is posted."""
    tin, kind, way = key
    named = {"entityType": "group", "taxpayerIdentificationNumber": tin, "performanceYear": 2025}
    return {
        "submission": named,
        "category": kind,
        "submissionMethod": way,
        "cehrtId": "0015CABCDEFGHIJ",
        "performanceStart": "2025-01-01",
        "performanceEnd": "2025-12-31",
        "measurements": [measurement(kind, one, much) for one, much in given.items()],
    }


class Rehearsing(RuleBasedStateMachine):
    """Somebody creates, replaces, merges and deletes; the model is a dictionary."""

    caller: Caller

    def __init__(self) -> None:
        super().__init__()
        self.sets: dict[Key, dict[str, int]] = {}
        self.ids: dict[Key, str] = {}
        self.begun: set[str] = set()
        self.doing = transaction.atomic()
        self.doing.__enter__()

    def teardown(self) -> None:
        """Everything is forgotten."""
        transaction.set_rollback(True)
        self.doing.__exit__(None, None, None)

    @rule(key=st.sampled_from(KEYS), given=GIVEN)
    def post(self, key: Key, given: dict[int, int]) -> None:
        """A set is created once."""
        status, answer = self.caller("POST", "/measurement-sets", set_sent(key, given))
        if key in self.sets:
            assert status == 409
            return
        assert status == 201, answer
        self.sets[key] = expected(key[1], given)
        self.ids[key] = answer["data"]["measurementSet"]["id"]
        self.begun.add(key[0])

    @precondition(lambda self: self.sets)
    @rule(data=st.data(), given=GIVEN, verb=st.sampled_from(("PUT", "PATCH")))
    def write(self, data: st.DataObject, given: dict[int, int], verb: str) -> None:
        """A PUT leaves what it says, a PATCH what was there besides."""
        key = self.any_key(data)
        sent = set_sent(key, given)
        status, answer = self.caller(verb, f"/measurement-sets/{self.ids[key]}", sent)
        assert status == 200, answer
        before = self.sets[key] if verb == "PATCH" else {}
        self.sets[key] = {**before, **expected(key[1], given)}

    @precondition(lambda self: self.sets)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """A set is deleted once."""
        key = self.any_key(data)
        path = f"/measurement-sets/{self.ids[key]}"
        assert self.caller("DELETE", path)[0] == 204
        assert self.caller("DELETE", path)[0] == 404
        del self.sets[key], self.ids[key]

    @precondition(lambda self: self.sets)
    @rule(data=st.data(), number=st.integers(0, 2), much=st.integers(0, 9))
    def add(self, data: st.DataObject, number: int, much: int) -> None:
        """A measurement is added once."""
        key = self.any_key(data)
        one = measurement(key[1], number, much)
        sent = {"measurementSetId": self.ids[key], **one}
        status, _ = self.caller("POST", "/measurements", sent)
        assert status == (409 if one["measureId"] in self.sets[key] else 201)
        if status == 201:
            self.sets[key] |= expected(key[1], {number: much})

    @precondition(lambda self: any(self.sets.values()))
    @rule(data=st.data(), number=st.integers(0, 2), much=st.integers(0, 9))
    def change(self, data: st.DataObject, number: int, much: int) -> None:
        """A measurement is put in the place of another, unless its measure is there already."""
        key, old, path = self.any_measurement(data)
        one = measurement(key[1], number, much)
        status, _ = self.caller("PUT", path, one)
        taken = one["measureId"] != old and one["measureId"] in self.sets[key]
        assert status == (409 if taken else 200)
        if not taken:
            del self.sets[key][old]
            self.sets[key] |= expected(key[1], {number: much})

    @precondition(lambda self: any(self.sets.values()))
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        """A measurement is taken out."""
        key, old, path = self.any_measurement(data)
        assert self.caller("DELETE", path)[0] == 204
        del self.sets[key][old]

    @precondition(lambda self: self.begun)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        """A submission goes with all its sets."""
        tin = data.draw(st.sampled_from(sorted(self.begun)))
        (row,) = RehearsalSubmission.objects.filter(tin=tin)
        assert self.caller("DELETE", f"/submissions/{row.public_id}")[0] == 204
        self.begun.remove(tin)
        for key in [one for one in self.sets if one[0] == tin]:
            del self.sets[key], self.ids[key]

    def any_key(self, data: st.DataObject) -> Key:
        """The key of a set there is."""
        return data.draw(st.sampled_from(sorted(self.sets)))

    def any_measurement(self, data: st.DataObject) -> tuple[Key, str, str]:
        """A measurement there is: the key of its set, its measure and its address."""
        key = data.draw(st.sampled_from(sorted(one for one, held in self.sets.items() if held)))
        measure = data.draw(st.sampled_from(sorted(self.sets[key])))
        row = RehearsalMeasurement.objects.get(
            measurement_set__public_id=self.ids[key], measure_id=measure
        )
        return key, measure, f"/measurements/{row.public_id}"

    @invariant()
    def the_list_is_the_model(self) -> None:
        """All submissions that were begun are listed, with the sets of the model."""
        _, answer = self.caller("GET", "/submissions")
        found = {
            (
                submission["taxpayerIdentificationNumber"],
                one["category"],
                one["submissionMethod"],
            ): {each["measureId"]: said(each) for each in one["measurements"]}
            for submission in answer["data"]["submissions"]
            for one in submission["measurementSets"]
        }
        assert found == self.sets
        assert answer["data"]["totalItems"] == len(self.begun)
        assert self.caller("GET", "/measurement-sets")[1]["data"]["totalItems"] == len(self.sets)
        held = self.caller("GET", "/measurements")[1]["data"]["totalItems"]
        assert held == sum(map(len, self.sets.values()))


def test_any_sequence_of_deeds_leaves_what_the_model_says(ann: Caller) -> None:
    """Whatever is done in whatever order, the list shows what a dictionary would hold."""

    class OfAnn(Rehearsing):
        caller = ann

    run_state_machine_as_test(
        OfAnn,
        settings=settings(max_examples=12, stateful_step_count=14, suppress_health_check=SLOW),
    )


def test_every_deed_leaves_one_audit_entry_that_names_nobody(
    token_of: Callable[..., str],
) -> None:
    """The audit says which submission and sets were touched, and no TIN, NPI or measure."""
    ann = Caller(token_of("ann"))
    before = AuditEntry.objects.count()
    sent = set_sent(KEYS[0], {0: 1})
    _, made = ann("POST", "/measurement-sets", sent)
    held = made["data"]["measurementSet"]
    ann("POST", "/measurement-sets", sent)
    ann("PATCH", f"/measurement-sets/{held['id']}", {"measurements": []})
    ann("DELETE", f"/submissions/{held['submissionId']}")
    entries = AuditEntry.objects.order_by("id")[before:]
    told = {"submission": held["submissionId"], "sets": [held["id"]]}
    found = [
        (one.deed, one.about, {name: one.detail[name] for name in ("submission", "sets")})
        for one in entries
    ]
    assert found == [
        ("rehearsal set created", "2025", told),
        ("rehearsal set merged", "2025", told),
        ("rehearsal submission deleted", "2025", {**told, "sets": []}),
    ]
    assert not any("000456789" in str(one.detail) for one in entries)
