"""What api.openai.com says of a chat that a model is not able to have: in sound, with a prediction, with the web.

The texts are OpenAI's own: measured with gpt-5.6 (`modalities`, `audio` and `prediction` of models that have none), and
quoted by users (a model that wants audio, audio that is none, web search).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fakeai.call import Call
from fakeai.dialects.openai.media import decoded, playable_seconds
from fakeai.reply import Failure

_SPEAKING = ("gpt-4o-audio", "gpt-4o-mini-audio", "gpt-audio")
_PREDICTABLE = ("gpt-4o", "gpt-4.1")
_SEARCHING = "-search-"


def inabilities(call: Call) -> Iterator[Failure]:
    """What is said about a chat with a model that OpenAI has, the first problem first."""
    if call.endpoint != "chat":
        return
    speaks, heard = call.model.startswith(_SPEAKING), list(_heard(call.body.get("messages") or ()))
    if call.speech is not None and not speaks:
        name = next(name for name in call.body if name in {"modalities", "audio"})
        yield _invalid(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    if speaks and call.speech is None and not heard:
        text = "This model requires that either input content or output modality contain audio."
        yield _invalid(text, "model", "invalid_value")
    if any(playable_seconds(decoded(data) or b"") is None for data in heard):
        yield _invalid("This model does not support the format you provided.", "messages", "unsupported_format")
    if call.prediction is not None and (speaks or not call.model.startswith(_PREDICTABLE)):
        text = "Unsupported parameter: 'prediction' is not supported with this model."
        yield _invalid(text, "prediction", "unsupported_parameter")
    if call.body.get("web_search_options") is not None and _SEARCHING not in call.model:
        yield _invalid("Web search options not supported with this model.", "web_search_options", None)


def _heard(messages: Sequence[Any]) -> Iterator[str]:
    """The audio that messages hold, in base64."""
    for message in messages:
        content = message.get("content")
        for part in content if isinstance(content, list) else ():
            audio = part.get("input_audio")
            if part.get("type") == "input_audio" and isinstance(audio, Mapping):
                yield audio.get("data") or ""


def _invalid(message: str, param: str, code: str | None) -> Failure:
    return Failure(kind="invalid_request", status=400, message=message, param=param, code=code)
