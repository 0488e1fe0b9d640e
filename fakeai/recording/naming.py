"""Where the cassette of a test lies: `cassettes/<module>/<Class.>test[param].yaml` beside its module."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_FORBIDDEN = re.compile(r'[<>?%*:|"\'/\\\x00-\x1f]')
_LONGEST = 150  # characters; file systems take 255 bytes


def cassette_of(module: Path, qualified: str) -> Path:
    """The cassette of a test, by its module's file and its name: "TestWeather.test_rain[Paris]"."""
    return module.parent / "cassettes" / module.stem / f"{_safe(qualified)}.yaml"


def cassette_named(module: Path, name: str) -> Path:
    """A cassette that tests of a folder share, by its name."""
    file = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
    return module.parent / "cassettes" / file


def _safe(name: str) -> str:
    """A name that every file system takes, and another one for every test."""
    safe = _FORBIDDEN.sub("-", name)
    if len(safe.encode()) <= _LONGEST:
        return safe
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{safe.encode()[: _LONGEST - 13].decode(errors='ignore')}-{digest}"
