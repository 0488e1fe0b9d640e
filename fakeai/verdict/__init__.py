"""How a client coped with what went wrong: findings, each with the timeline that shows it."""

from fakeai.verdict.chains import Chain, Request, chains, usual_requests
from fakeai.verdict.judging import Verdict, judge
from fakeai.verdict.rules import Finding

__all__ = ["Chain", "Finding", "Request", "Verdict", "chains", "judge", "usual_requests"]
