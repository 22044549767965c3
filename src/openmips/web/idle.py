"""How long a sign-in holds: it ends when nothing is done for a while, and at the end of a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

IDLE = timedelta(minutes=20)
"""A sign-in ends when nothing was done for so long."""

WARNED = timedelta(minutes=4)
"""So long before that the page says so."""

LONGEST = timedelta(hours=12)
"""A sign-in ends after so long, whatever was done."""

_NOTED_EVERY = 30
"""How exact the last moment is, in seconds; noting each would make every reader a writer."""

_SEEN, _BEGAN = "seen_at", "signed_in_at"


def note(session: SessionBase, now: datetime) -> None:
    """Note that something was done."""
    moment = int(now.timestamp())
    if moment - session[_SEEN] >= _NOTED_EVERY:
        session[_SEEN] = moment


def left(session: SessionBase, now: datetime) -> timedelta:
    """How long the sign-in still holds if nothing is done; zero or less where it has ended.

    The first time that is asked of a session it has just begun.
    """
    moment = int(now.timestamp())
    if _BEGAN not in session:
        session[_SEEN] = session[_BEGAN] = moment
    idle_at = timedelta(seconds=session[_SEEN]) + IDLE
    over_at = timedelta(seconds=session[_BEGAN]) + LONGEST
    return min(idle_at, over_at) - timedelta(seconds=moment)
