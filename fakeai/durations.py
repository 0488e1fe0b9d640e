"""Durations as people write them: `300ms`, `1.5s`, `2m`, or a number of seconds."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from fakeai.written import kind_of, wrong

_WRITTEN = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(us|µs|ms|s|m|min|h)\s*")
_SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


def seconds(value: Any) -> float:
    """A duration in seconds. Raises PydanticCustomError, in plain words, for what is none."""
    if isinstance(value, str):
        written = _WRITTEN.fullmatch(value)
        if written:
            return float(written[1]) * _SECONDS[written[2]]
    elif isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and math.isfinite(value):
        return float(value)
    raise wrong(f"expected a duration such as 300ms, 1.5s or a number of seconds, got {kind_of(value)}")


Duration = Annotated[
    float,
    BeforeValidator(seconds, json_schema_input_type=Annotated[str, Field(pattern=_WRITTEN.pattern)] | float),
]
"""A duration, kept in seconds."""
