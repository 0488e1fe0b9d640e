"""Gives frames their times: how long the first token takes, and each one after it."""

from fakeai.pacing.pace import Pace
from fakeai.pacing.profiles import PROFILES, complete
from fakeai.pacing.timeline import Timing, paced

__all__ = ["PROFILES", "Pace", "Timing", "complete", "paced"]
