"""What a cassette holds: exchanges with a real provider, where they come from, and how they are to be matched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fakeai import wire

VERSION = 1
"""The version of the file format that this fakeai writes, and the newest that it reads."""

Then = Literal["error", "repeat_last", "cycle"]
"""What answers a request once all recordings of it have been played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a recording comes from. Times are ISO 8601 in UTC; what is not known is empty.

    `model` is the one that was asked for, `served` the one that answered, `client` the SDK that asked.
    """

    at: str = ""
    upstream: str = ""
    model: str = ""
    served: str = ""
    client: str = ""
    fakeai: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One exchange with a real provider. `line` is where it stands in its file; None for one that is not in a file.

    The path of the request is the provider's own, without a prefix that names the provider. Times of the response count
    from the moment at which the request had been read; its ending says whether the stream was cut.
    """

    provider: str
    request: wire.Request
    response: wire.Response
    provenance: Provenance = field(default_factory=Provenance)
    line: int | None = field(default=None, compare=False)

    @property
    def title(self) -> str:
        """What was asked, in a few words: "POST /v1/chat/completions gpt-4o"."""
        return f"{self.request.method} {self.request.path} {self.provenance.model}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What is left out of requests before they are compared: JSONPaths to ignore, and what to take for the same.

    `normalize` holds names (uuid, iso8601, date, path) and regular expressions; whatever they find reads as one word.
    """

    ignore: tuple[str, ...] = ()
    normalize: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cassette:
    """A file of exchanges in the order in which they were recorded."""

    exchanges: tuple[Recorded, ...] = ()
    matching: Matching = field(default_factory=Matching)
    then: Then = "error"
