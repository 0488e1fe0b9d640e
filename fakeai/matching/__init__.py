"""Where a call differs from what a fixture asks for, and which fixtures came closest."""

from fakeai.matching.match import Difference, Match, differences, fits
from fakeai.matching.nearest import Candidate, NearMiss, nearest

__all__ = ["Candidate", "Difference", "Match", "NearMiss", "differences", "fits", "nearest"]
