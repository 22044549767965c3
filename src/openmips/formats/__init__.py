"""Documents in, performances out: readers that check everything and name every problem."""

from openmips.formats.assemble import performances
from openmips.formats.profile import Profile, read_profile
from openmips.formats.qpp_json import Submission, read_submission
from openmips.formats.qpp_sets import MeasurementSet
from openmips.formats.qpp_writer import write_submission
from openmips.problems import CATALOGUE, Problem, ProblemKind, ProblemsFound, Read, Severity

__all__ = [
    "CATALOGUE",
    "MeasurementSet",
    "Problem",
    "ProblemKind",
    "ProblemsFound",
    "Profile",
    "Read",
    "Severity",
    "Submission",
    "performances",
    "read_profile",
    "read_submission",
    "write_submission",
]
