"""The fault `bad_chunk`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fakeai import wire
from fakeai.faults.contract import Context
from fakeai.faults.frames import without_header
from fakeai.faults.place import PlacedInBody

_NO_SIZE = b"zz\r\n"  # where HTTP wants the size of the next chunk in hexadecimal


class BadChunk(PlacedInBody):
    """In the middle of the body HTTP's own framing is broken: the header of a chunk is no number."""

    fault: Literal["bad_chunk"] = "bad_chunk"

    def damage(self, response: wire.Response, context: Context) -> wire.Response:
        """The answer up to the place, in chunks even if its length is known, then an illegal chunk header and FIN."""
        begun = self.ended(response, context.seed, "close")
        return replace(begun, headers=without_header(begun.headers, "content-length"), tail=_NO_SIZE)
