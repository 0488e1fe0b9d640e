"""Opens a cassette as people ask for it: by its path, a record mode, and what is to be done about secrets."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from fakeai.errors import SettingError
from fakeai.recording.cassette import Matching
from fakeai.recording.modes import mode
from fakeai.recording.store import SUFFIXES, Store
from fakeai.recording.tape import Tape
from fakeai.redaction import Redactor, environment_secrets


def open_cassette(
    path: str | Path,
    *,
    record: str = "none",
    speed: float | None = None,
    redact: bool = False,
    record_errors: bool = False,
    ignore: Iterable[str] = (),
    normalize: Iterable[str] = (),
    secrets: Iterable[str] = (),
) -> Tape:
    """A cassette to be given to FakeAI(cassette=…), whose file need not be there yet.

    record: none, once, new_episodes, all, rewrite or verify. speed: None plays at once, 1 at the recorded pace, 2
    twice as fast. redact: put placeholders in the place of secrets instead of refusing to write them. record_errors:
    keep answers from 400 on too. ignore, normalize: what is left out of requests, beside what the cassette says
    itself. secrets: regular expressions of one's own; the values of environment variables whose names say that they
    are secret are known as well.

    Raises CassetteError for a file that can't be read, and SettingError for an option that can't be used.
    """
    file = Path(path)
    if file.suffix.lower() not in SUFFIXES:
        raise SettingError(f"a cassette is a file such as weather.yaml, not {str(path)!r}")
    if speed is not None and not speed > 0:
        raise SettingError(f"the speed of a cassette is a number above 0, not {speed:g}")
    return Tape(
        Store(file),
        mode=mode(record),
        speed=speed,
        redact=redact,
        record_errors=record_errors,
        matching=Matching(ignore=tuple(ignore), normalize=tuple(normalize)),
        redactor=Redactor(values=environment_secrets(os.environ), patterns=secrets),
    )
