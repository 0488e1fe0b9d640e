"""Where the cassette of a test lies, and whether that test is still there.

It lies at `cassettes/<module>/<Class.>test[param].yaml` beside its module.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_FORBIDDEN = re.compile(r'[<>?%*:|"\'/\\\x00-\x1f]')
_LONGEST = 150  # characters; file systems take 255 bytes
_CUT = re.compile(r"^.{100,}-[0-9a-f]{12}$")


def cassette_of(module: Path, qualified: str) -> Path:
    """The cassette of a test, by its module's file and its name: "TestWeather.test_rain[Paris]"."""
    return module.parent / "cassettes" / module.stem / f"{_safe(qualified)}.yaml"


def cassette_named(module: Path, name: str) -> Path:
    """A cassette that tests of a folder share, by its name."""
    file = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
    return module.parent / "cassettes" / file


def is_orphan(cassette: Path) -> bool:
    """Whether a cassette that belongs to a test, as its place says, has lost it.

    A test that may be inherited is taken to be there, and so is one whose name was too long for a file's.
    """
    folder = cassette.parent
    if folder.parent.name != "cassettes":
        return False
    module = folder.parent.parent / f"{folder.name}.py"
    if not module.is_file():
        return True
    source = module.read_text(encoding="utf-8", errors="replace")
    classes, _, test = cassette.stem.partition("[")[0].rpartition(".")
    if f"def {test}(" in source or (_CUT.search(cassette.stem) and "[" not in cassette.stem):
        return False
    return not (classes and f"class {classes.rpartition('.')[2]}(" in source)


def _safe(name: str) -> str:
    """A name that every file system takes, and another one for every test."""
    safe = _FORBIDDEN.sub("-", name)
    if len(safe.encode()) <= _LONGEST:
        return safe
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{safe.encode()[: _LONGEST - 13].decode(errors='ignore')}-{digest}"
