"""What api.openai.com refuses although its schema allows it: too long a prompt, images from nowhere, and the like.

Windows and output limits: OpenAI's model pages, autumn 2026. The texts are its own, as users and other projects quote
them in issues and tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from fakeai.call import Call
from fakeai.providers.openai_abilities import inabilities
from fakeai.providers.openai_schemas import function_rules
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
    "gpt-audio": Capacity(128_000, 16_384),
    "o1": Capacity(200_000, 100_000),
    "o3": Capacity(200_000, 100_000),
    "o4": Capacity(200_000, 100_000),
    "text-embedding": Capacity(8_192, 0),
}
"""By the beginning of the name; the longest that fits counts."""


_REASONING = ("o1", "o3", "o4", "gpt-5")
_NOT_CHAT = "-chat"  # gpt-5-chat-latest doesn't reason
_UNSUPPORTED = ("stop", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias")
_NEUTRAL: Mapping[str, Any] = {"top_p": 1, "presence_penalty": 0, "frequency_penalty": 0, "logprobs": False}


def rules(call: Call, tokens: int) -> Failure | None:
    """What is said about a call whose prompt has so many tokens; None if nothing is wrong."""
    return next(_wrongs(call, tokens), None)


def _wrongs(call: Call, tokens: int) -> Iterator[Failure]:
    """All that is wrong, the first one first."""
    yield from _unsupported(call)
    capacity = capacity_of(call.model)
    if capacity is not None:
        yield from inabilities(call)
        yield from _too_much_wanted(call, capacity)
        yield from _too_long(call, tokens, capacity)
    yield from _without_json(call)
    yield from _bad_images(call.body.get("messages") or ())
    failure = function_rules(call)
    if failure is not None:
        yield failure


def capacity_of(model: str) -> Capacity | None:
    """The capacity of a model, dated versions and sizes included; None for one that nobody knows."""
    known = [name for name in CAPACITIES if model.startswith(name)]
    return CAPACITIES[max(known, key=len)] if known else None


def _too_much_wanted(call: Call, capacity: Capacity) -> Iterator[Failure]:
    if call.max_tokens is None or not capacity.output or call.max_tokens <= capacity.output:
        return
    name = "max_completion_tokens" if call.body.get("max_completion_tokens") is not None else "max_tokens"
    message = (
        f"{name} is too large: {call.max_tokens}. This model supports at most {capacity.output} completion tokens, "
        f"whereas you provided {call.max_tokens}."
    )
    yield _invalid(message, name, "invalid_value")


def _too_long(call: Call, tokens: int, capacity: Capacity) -> Iterator[Failure]:
    wanted = (call.max_tokens or 0) if capacity.output else 0
    total = tokens + wanted
    if total <= capacity.window:
        return
    limit = f"This model's maximum context length is {capacity.window} tokens"
    if not call.messages:
        yield _invalid(
            f"{limit}, however you requested {total} tokens ({tokens} in your prompt; {wanted} for the completion). "
            "Please reduce your prompt; or completion length.",
            None,
            None,
        )
    elif tokens > capacity.window:
        said = f"However, your messages resulted in {tokens} tokens. Please reduce the length of the messages."
        yield Failure(kind="context_length_exceeded", message=f"{limit}. {said}", param="messages")
    else:
        said = f"However, you requested {total} tokens ({tokens} in the messages, {wanted} in the completion). "
        said += "Please reduce the length of the messages or completion."
        yield Failure(kind="context_length_exceeded", message=f"{limit}. {said}", param="messages")


def _unsupported(call: Call) -> Iterator[Failure]:
    """What reasoning models don't let a chat set."""
    if call.endpoint != "chat" or not call.model.startswith(_REASONING) or _NOT_CHAT in call.model:
        return
    if call.body.get("max_tokens") is not None:
        message = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        yield _invalid(message, "max_tokens", "unsupported_parameter")
    temperature = call.body.get("temperature")
    if temperature is not None and temperature != 1:
        message = (
            f"Unsupported value: 'temperature' does not support {temperature} with this model. Only the default (1) "
            "value is supported."
        )
        yield _invalid(message, "temperature", "unsupported_value")
    for name in _UNSUPPORTED:
        value = call.body.get(name)
        if value is not None and value != _NEUTRAL.get(name):
            message = f"Unsupported parameter: '{name}' is not supported with this model."
            yield _invalid(message, name, "unsupported_parameter")


def _without_json(call: Call) -> Iterator[Failure]:
    if call.response_format.kind == "json_object" and not any("json" in each.text.lower() for each in call.messages):
        message = (
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        )
        yield _invalid(message, "messages", None)


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


def _invalid(message: str, param: str | None, code: str | None) -> Failure:
    return Failure(kind="invalid_request", status=400, message=message, param=param, code=code)
