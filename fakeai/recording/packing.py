"""Answers that come packed, as gzip packs them, and what is in them."""

from __future__ import annotations

import zlib
from dataclasses import replace

from fakeai import wire
from fakeai.wire import Frame

_WINDOW = 32 + zlib.MAX_WBITS  # what zlib takes for "gzip or deflate, whichever it is"


def unpacked(response: wire.Response) -> wire.Response | None:
    """The response with its body unpacked, if it is packed and can be."""
    if (response.header("content-encoding") or "").strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        return None
    try:
        body = zlib.decompress(response.body, _WINDOW)
    except zlib.error:
        return None
    return replace(response, frames=(Frame(body, response.frames[-1].at if response.frames else 0.0),))
