"""What is binary, and texts too large to be looked through, as what is compared: their sizes and digests."""

from __future__ import annotations

from hashlib import blake2b

from fakeai.redaction import Redactor

LARGEST_COMPARED = 1024 * 1024
"""Characters of the longest text that is looked through: without secrets, and normalised."""


def digest(data: str | bytes) -> str:
    """What stands for something large: the same for the same bytes."""
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return f"<{len(data):,} bytes, {blake2b(data, digest_size=16).hexdigest()}>"


def text_of(data: bytes, within: Redactor | None) -> str:
    """What is compared of bytes that are no JSON: their text, or else a digest; secrets are taken out by `within`."""
    if not is_digested(data):
        return data.decode()
    if within is not None:
        data = within.replace(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return digest(data)


def is_digested(data: bytes) -> bool:
    """Whether some bytes are too many, or no text."""
    if len(data) > LARGEST_COMPARED:
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False
