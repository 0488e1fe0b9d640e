"""What api.openai.com refuses although its schema allows it: too long a prompt or answer, and images from nowhere.

Windows and output limits: OpenAI's model pages, autumn 2026. The texts about the context and about `max_tokens` are
quoted by users; that about images is from memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from fakeai.call import Call
from fakeai.reply import Failure


class Capacity(NamedTuple):
    """How many tokens a model takes and gives together, and how many it gives at most."""

    window: int
    output: int


CAPACITIES: Mapping[str, Capacity] = {
    "gpt-3.5-turbo-instruct": Capacity(4_096, 4_096),
    "gpt-3.5-turbo": Capacity(16_385, 4_096),
    "gpt-4-turbo": Capacity(128_000, 4_096),
    "gpt-4.1": Capacity(1_047_576, 32_768),
    "gpt-4o": Capacity(128_000, 16_384),
    "gpt-4": Capacity(8_192, 8_192),
    "gpt-5": Capacity(400_000, 128_000),
    "o1": Capacity(200_000, 100_000),
    "o3": Capacity(200_000, 100_000),
    "o4": Capacity(200_000, 100_000),
    "text-embedding": Capacity(8_192, 0),
}
"""By the beginning of the name; the longest that fits counts."""


def rules(call: Call, tokens: int) -> Failure | None:
    """What is said about a call whose prompt has so many tokens; None if nothing is wrong."""
    capacity = capacity_of(call.model)
    if capacity is not None:
        failure = _too_much_wanted(call, capacity) or _too_long(call, tokens, capacity)
        if failure is not None:
            return failure
    return next(_bad_images(call.body.get("messages") or ()), None)


def capacity_of(model: str) -> Capacity | None:
    """The capacity of a model, dated versions and sizes included; None for one that nobody knows."""
    known = [name for name in CAPACITIES if model.startswith(name)]
    return CAPACITIES[max(known, key=len)] if known else None


def _too_much_wanted(call: Call, capacity: Capacity) -> Failure | None:
    if call.max_tokens is None or not capacity.output or call.max_tokens <= capacity.output:
        return None
    name = "max_completion_tokens" if call.body.get("max_completion_tokens") is not None else "max_tokens"
    message = (
        f"{name} is too large: {call.max_tokens}. This model supports at most {capacity.output} completion tokens, "
        f"whereas you provided {call.max_tokens}."
    )
    return _invalid(message, name, "invalid_value")


def _too_long(call: Call, tokens: int, capacity: Capacity) -> Failure | None:
    if tokens <= capacity.window:
        return None
    what, param = (
        ("messages", "messages") if call.messages else ("input", "input" if call.endpoint == "embeddings" else "prompt")
    )
    message = (
        f"This model's maximum context length is {capacity.window} tokens. However, your {what} resulted in {tokens} "
        f"tokens. Please reduce the length of the {what}."
    )
    return Failure(kind="context_length_exceeded", message=message, param=param)


def _bad_images(messages: Sequence[Any]) -> Iterator[Failure]:
    for index, message in enumerate(messages):
        content = message.get("content")
        for position, part in enumerate(content if isinstance(content, list) else ()):
            image = part.get("image_url")
            url = image.get("url") if isinstance(image, Mapping) else image
            if part.get("type") == "image_url" and not _is_url(url):
                param = f"messages[{index}].content[{position}].image_url.url"
                message_text = f"Invalid '{param}'. Expected a valid URL, but got a value with an invalid format."
                yield _invalid(message_text, param, "invalid_value")


def _is_url(url: object) -> bool:
    if not isinstance(url, str):
        return False
    if url.startswith("data:image/"):
        return ";base64," in url
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _invalid(message: str, param: str, code: str) -> Failure:
    return Failure(kind="invalid_request", status=400, message=message, param=param, code=code)
