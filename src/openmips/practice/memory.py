"""What holds now: the latest statement under each key, and the history of a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, QuerySet

from openmips.practice.models import PracticeYear, Statement, Topic


def current(year: PracticeYear, topic: Topic) -> Mapping[str, Statement]:
    """The statement that holds under each key of a topic; what was taken back is left out."""
    held = _latest(year.statements.filter(topic=topic)).select_related("said_by", "file")
    return {one.key: one for one in held.order_by("key") if one.value is not None}


def values(year: PracticeYear, topic: Topic) -> Mapping[str, Any]:
    """The values that hold, by key."""
    held = _latest(year.statements.filter(topic=topic)).order_by("key")
    return {key: value for key, value in held.values_list("key", "value") if value is not None}


def by_topic(year: PracticeYear) -> Mapping[Topic, Mapping[str, Any]]:
    """All values that hold, by topic and key."""
    found: dict[Topic, dict[str, Any]] = {topic: {} for topic in Topic}
    held = _latest(year.statements.all()).order_by("topic", "key")
    for topic, key, value in held.values_list("topic", "key", "value"):
        if value is not None:
            found[Topic(topic)][key] = value
    return found


def _latest(said: QuerySet[Statement]) -> QuerySet[Statement]:
    """Of what was said, the last under each key of a topic."""
    latest = said.order_by().values("topic", "key").annotate(latest=Max("id")).values("latest")
    return Statement.objects.filter(id__in=latest)


def history(year: PracticeYear, topic: Topic, key: str) -> list[Statement]:
    """Everything ever said under a key, the latest first."""
    said = year.statements.filter(topic=topic, key=key).select_related("said_by", "file")
    return list(said.order_by("-id"))
