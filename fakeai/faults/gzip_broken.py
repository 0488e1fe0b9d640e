"""The fault `gzip_broken`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from zlib import crc32

from pydantic import Field

from fakeai import wire
from fakeai.faults.contract import Context, Fault, NotApplicable
from fakeai.faults.frames import first, size, with_frames, with_header
from fakeai.wire import Frame

# Written by hand in stored blocks, not compressed: different builds of zlib give different bytes.
_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_LAST_BLOCK = b"\x01\0\0\xff\xff"
_BLOCK_SIZE = 65_535


class GzipBroken(Fault):
    """The headers say gzip, and the body can't be unpacked."""

    fault: Literal["gzip_broken"] = "gzip_broken"
    body: Literal["not_gzip", "cut", "checksum"] = Field(
        "not_gzip", description="It is no gzip at all; it ends half way; or all of it comes with a wrong checksum."
    )

    def damage(self, response: wire.Response, context: Context) -> wire.Response:  # noqa: ARG002 -- needs no chance
        """The answer with `content-encoding: gzip`, cleanly for HTTP."""
        if not response.body or response.header("content-encoding") is not None:
            raise NotApplicable("the answer is encoded already" if response.body else "the answer has no body")
        named = replace(response, headers=with_header(response.headers, "content-encoding", "gzip"))
        if self.body == "not_gzip":
            return named
        packed = tuple(_packed(response))
        return with_frames(named, first(packed, size(packed) // 2) if self.body == "cut" else packed)


def _packed(response: wire.Response) -> Iterator[Frame]:
    """The body as gzip, frame by frame, with a checksum that is not its own."""
    body = response.body
    wrong = crc32(body) ^ 0xFFFF_FFFF
    ends = _LAST_BLOCK + wrong.to_bytes(4, "little") + (len(body) & 0xFFFF_FFFF).to_bytes(4, "little")
    yield Frame(_HEAD, response.frames[0].at)
    for frame in response.frames:
        yield frame._replace(data=b"".join(_blocks(frame.data)))
    yield Frame(ends, response.frames[-1].at)


def _blocks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _BLOCK_SIZE):
        block = data[start : start + _BLOCK_SIZE]
        length = len(block)
        yield b"\0" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little") + block
