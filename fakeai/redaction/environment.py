"""The secrets that the environment tells of, and text without them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache

from fakeai.redaction.redactor import Redactor

_SECRET_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(?:_\d+)?$", re.IGNORECASE)


def environment_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables whose names say that their values are secret."""
    return {
        name: value
        for name, value in environment.items()
        if _SECRET_NAME.search(name) and not value.isalpha()  # a plain word would be found wherever people write
    }


def masked(text: str) -> str:
    """A text as it may be shown to anybody: a placeholder for all that looks like a key or is one of the environment's.

    It is what the `repr` of requests and exchanges goes through, which knows of no settings.
    """
    return _usual(tuple(sorted(environment_secrets(os.environ).items()))).replace(text)


@lru_cache(maxsize=4)
def _usual(values: tuple[tuple[str, str], ...]) -> Redactor:
    return Redactor(values=dict(values))
