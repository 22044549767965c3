"""What holds now: the latest statement under each key, and the history of a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from openmips.practice.models import PracticeYear, Statement, Topic


def current(year: PracticeYear, topic: Topic) -> Mapping[str, Statement]:
    """The statement that holds under each key of a topic; what was taken back is left out."""
    of_topic = year.statements.filter(topic=topic)
    latest = of_topic.values("key").annotate(latest=Max("id")).values("latest")
    held = Statement.objects.filter(id__in=latest).select_related("said_by", "file")
    return {one.key: one for one in held.order_by("key") if one.value is not None}


def values(year: PracticeYear, topic: Topic) -> Mapping[str, Any]:
    """The values that hold, by key."""
    return {key: one.value for key, one in current(year, topic).items()}


def history(year: PracticeYear, topic: Topic, key: str) -> list[Statement]:
    """Everything ever said under a key, the latest first."""
    said = year.statements.filter(topic=topic, key=key).select_related("said_by", "file")
    return list(said.order_by("-id"))
