"""What a Chat Completions request may ask for beside text, and what can't stand beside what.

That audio is streamed as pcm16 only, and needs its parameters, is in OpenAI's own words, as users quote them. Which
parameters can't stand beside a prediction is said in its guide; the words for it are made after those that it has for
parameters which a model does not support.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic_core import PydanticCustomError

from fakeai.dialects.openai.requested import Body, missing, refused
from fakeai.speech.formats import Format

if TYPE_CHECKING:
    from fakeai.dialects.openai.chat_request import ChatRequest

BuiltInVoice = Literal[
    "alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse", "marin", "cedar"
]  # fmt: skip


class CustomVoice(Body):
    """A voice of one's own."""

    id: str


class AudioOptions(Body):
    """How the answer is to be spoken."""

    voice: BuiltInVoice | CustomVoice
    format: Format


class PredictedText(Body):
    """A piece of a prediction."""

    type: Literal["text"]
    text: str


class Prediction(Body):
    """What the answer is expected to be, for the most part."""

    type: Literal["content"]
    content: str | list[PredictedText]


def check_modalities(asked: ChatRequest) -> None:
    """Raises where audio is asked for without its parameters, or streamed in a format that comes in one piece."""
    if "audio" not in (asked.modalities or ()):
        return
    if asked.audio is None:
        raise missing("audio")
    if asked.stream and asked.audio.format != "pcm16":
        text = (
            f"Unsupported value: 'audio.format' does not support '{asked.audio.format}' when stream=true. Supported "
            "values are: 'pcm16'."
        )
        raise refused(text, param="audio.format", code="unsupported_value")


def check_prediction(asked: ChatRequest) -> None:
    """Raises at a parameter that can't stand beside a prediction."""
    if asked.prediction is None:
        return
    heard = any(
        part.type == "input_audio"
        for message in asked.messages
        if isinstance(message.content, list)
        for part in message.content
    )
    unsupported = {
        "tools": bool(asked.tools),
        "functions": bool(asked.functions),
        "max_completion_tokens": asked.max_completion_tokens is not None,
        "logprobs": bool(asked.logprobs),
        "audio": asked.audio is not None,
        "messages": heard,
    }
    for name, is_there in unsupported.items():
        if is_there:
            text = f"Unsupported parameter: '{name}' is not supported with 'prediction'."
            raise refused(text, param=name, code="unsupported_parameter")
    for name, value, most in (
        ("n", asked.n, 1),
        ("presence_penalty", asked.presence_penalty, 0),
        ("frequency_penalty", asked.frequency_penalty, 0),
    ):
        if value is not None and value > most:
            raise _unsupported_value(name, f"{value:g}", f"'{most}' or less")
    if "audio" in (asked.modalities or ()):
        raise _unsupported_value("modalities", "'audio'", "'text'")


def _unsupported_value(name: str, value: str, supported: str) -> PydanticCustomError:
    text = f"Unsupported value: '{name}' does not support {value} with 'prediction'. Supported values are: {supported}."
    return refused(text, param=name, code="unsupported_value")
