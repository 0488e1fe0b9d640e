"""What is said about audio and predictions that can't be had so."""

from __future__ import annotations

from typing import Any

import pytest

from fakeai.call import Speech
from fakeai.dialects.openai.chat import Chat

from .making import answer, body_of, chat_body, make_call
from .refusing import VALUE, check, missing, wrong_type

AUDIO = {"voice": "alloy", "format": "wav"}
SPOKEN = {"modalities": ["text", "audio"], "audio": AUDIO}
PREDICTED = {"prediction": {"type": "content", "content": "one two"}}
TOOL = {"type": "function", "function": {"name": "f"}}
HEARD = {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}
VOICES = (
    "'alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer', 'verse', 'marin', and "
    "'cedar'"
)


def beside(name: str) -> tuple[str, str, str]:
    return f"Unsupported parameter: '{name}' is not supported with 'prediction'.", name, "unsupported_parameter"


def value_beside(name: str, value: str, supported: str) -> tuple[str, str, str]:
    text = f"Unsupported value: '{name}' does not support {value} with 'prediction'. Supported values are: {supported}."
    return text, name, "unsupported_value"


WRONG: list[tuple[dict[str, Any], str, str | None, str | None]] = [
    ({"modalities": ["audio"]}, *missing("audio")),
    ({"modalities": ["audio"], "audio": {"format": "wav"}}, *missing("audio.voice")),
    ({"modalities": ["audio"], "audio": {"voice": "alloy"}}, *missing("audio.format")),
    ({"audio": "alloy"}, *wrong_type("audio", "an object", "a string")),
    ({"audio": AUDIO | {"format": "ogg"}},
     "Invalid value: 'ogg'. Supported values are: 'wav', 'aac', 'mp3', 'flac', 'opus', and 'pcm16'.", "audio.format",
     VALUE),
    ({"audio": AUDIO | {"voice": "bob"}}, f"Invalid value: 'bob'. Supported values are: {VOICES}.", "audio.voice",
     VALUE),
    (SPOKEN | {"stream": True},
     "Unsupported value: 'audio.format' does not support 'wav' when stream=true. Supported values are: 'pcm16'.",
     "audio.format", "unsupported_value"),
    ({"prediction": {"type": "content"}}, *missing("prediction.content")),
    ({"prediction": {"type": "text", "content": ""}},
     "Invalid value: 'text'. Supported values are: 'content'.", "prediction.type", VALUE),
    (PREDICTED | {"n": 2}, *value_beside("n", "2", "'1' or less")),
    (PREDICTED | {"presence_penalty": 0.5}, *value_beside("presence_penalty", "0.5", "'0' or less")),
    (PREDICTED | {"frequency_penalty": 1}, *value_beside("frequency_penalty", "1", "'0' or less")),
    (PREDICTED | {"logprobs": True}, *beside("logprobs")),
    (PREDICTED | {"tools": [TOOL]}, *beside("tools")),
    (PREDICTED | {"functions": [{"name": "f"}]}, *beside("functions")),
    (PREDICTED | {"max_completion_tokens": 5}, *beside("max_completion_tokens")),
    (PREDICTED | SPOKEN, *beside("audio")),
    (PREDICTED | {"messages": [{"role": "user", "content": [HEARD]}]}, *beside("messages")),
    ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
     *missing("messages[0].content[0].image_url")),
    ({"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "input_audio"}]}]},
     *missing("messages[0].content[1].input_audio")),
    ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "https://x"}]}]},
     *wrong_type("messages[0].content[0].image_url", "an object", "a string")),
    ({"messages": [{"role": "user", "content": [HEARD | {"input_audio": {"data": "", "format": "ogg"}}]}]},
     "Invalid value: 'ogg'. Supported values are: 'wav' and 'mp3'.", "messages[0].content[0].input_audio.format",
     VALUE),
    ({"messages": [{"role": "assistant", "audio": {}}]}, *missing("messages[0].audio.id")),
    ({"safety_identifier": "x" * 129},
     "Invalid 'safety_identifier': string too long. Expected a string with maximum length 128, but got a string with "
     "length 129 instead.", "safety_identifier", "string_above_max_length"),
    ({"prompt_cache_key": 7}, *wrong_type("prompt_cache_key", "a string", "an integer")),
    ({"prompt_cache_retention": "x"}, "Invalid prompt_cache_retention argument", "prompt_cache_retention", None),
    ({"prompt_cache_retention": {}},
     *wrong_type("prompt_cache_retention", "one of 'in_memory' or '24h'", "an object")),
    ({"web_search_options": {"search_context_size": "huge"}},
     "Invalid value: 'huge'. Supported values are: 'low', 'medium', and 'high'.",
     "web_search_options.search_context_size", VALUE),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message", "param", "code"), WRONG, ids=[str(row[0])[:70] for row in WRONG])
def test_what_can_t_be_had_is_refused(
    fields: dict[str, Any], message: str, param: str | None, code: str | None
) -> None:
    check(Chat(), chat_body(**fields), message, param, code)


@pytest.mark.parametrize("fields", [
    SPOKEN, {"modalities": ["audio"], "audio": AUDIO}, {"modalities": ["text"]}, {"modalities": None, "audio": None},
    {"audio": AUDIO}, SPOKEN | {"stream": True, "audio": AUDIO | {"format": "pcm16"}},
    SPOKEN | {"audio": AUDIO | {"voice": {"id": "voice_1"}}}, PREDICTED,
    PREDICTED | {"n": 1, "presence_penalty": 0, "frequency_penalty": -1, "logprobs": False, "max_tokens": 9},
    PREDICTED | {"modalities": ["text"], "tools": None}, {"metadata": {"a": "b"}}, {"store": False, "metadata": {}},
    {"safety_identifier": "x" * 128, "prompt_cache_key": "k", "prompt_cache_retention": "24h"},
    {"prompt_cache_options": {"ttl": "30m", "mode": "explicit"}}, {"web_search_options": {}},
    {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "audio": {"id": "audio_1"}}]},
], ids=str)  # fmt: skip
def test_what_can_be_had_is_accepted(fields: dict[str, Any]) -> None:
    make_call(Chat(), chat_body(**fields))


def test_a_call_says_how_it_is_to_be_spoken() -> None:
    assert make_call(Chat(), chat_body(**SPOKEN)).speech == Speech(voice="alloy", format="wav")
    assert make_call(Chat(), chat_body(audio=AUDIO)).speech is None


@pytest.mark.parametrize("content", ["one two", [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]])
def test_a_call_says_what_is_predicted(content: Any) -> None:
    assert make_call(Chat(), chat_body(prediction={"type": "content", "content": content})).prediction == "one two"


@pytest.mark.parametrize(("predicted", "said", "accepted", "rejected"), [
    ("one two three", "one two three", 3, 0),
    ("one two three", "one 2 three", 2, 1),
    ("one two three", "none of that", 0, 3),
    ("", "one", 0, 0),
])  # fmt: skip
def test_usage_tells_what_came_true(predicted: str, said: str, accepted: int, rejected: int) -> None:
    plain = body_of(answer(Chat(), chat_body(), said))["usage"]
    body = chat_body(prediction={"type": "content", "content": predicted})
    usage = body_of(answer(Chat(), body, said))["usage"]
    details = usage["completion_tokens_details"]
    assert (details["accepted_prediction_tokens"], details["rejected_prediction_tokens"]) == (accepted, rejected)
    assert usage["completion_tokens"] == plain["completion_tokens"] + rejected  # they are paid for
