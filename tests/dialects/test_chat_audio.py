"""What is spoken, plain and in a stream: in the order of the stream that openai/openai-node#1206 shows."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from fakeai.dialects.openai.chat import Chat
from fakeai.reply import Audio, Choice, Refusal, Reply, Text, ToolCall, Usage
from fakeai.shaping import shape
from fakeai.speech.formats import FORMATS, Format, spoken

from .making import SEED, TOKENIZER, answer, body_of, chat_body, chunks_of, deltas_of, make_call
from .oracle import judge

WORDS = "Hello there, my friend."


def audio_body(kind: Format = "pcm16", **fields: Any) -> dict[str, Any]:
    audio = {"voice": "alloy", "format": kind}
    return chat_body(model="gpt-4o-audio-preview", modalities=["text", "audio"], audio=audio, **fields)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_spoken_answer_has_audio_and_no_content(kind: Format) -> None:
    response = answer(Chat(), audio_body(kind), WORDS)
    judge(response, ChatCompletion)
    choice = body_of(response)["choices"][0]
    audio = choice["message"]["audio"]
    assert (choice["message"]["content"], choice["finish_reason"]) == (None, "stop")
    assert (audio["transcript"], audio["expires_at"]) == (WORDS, 1_767_229_200)
    assert b64decode(audio["data"]) == spoken(WORDS, "alloy", kind)
    assert audio["id"].startswith("audio_")


def test_a_voice_of_one_s_own_is_another_voice() -> None:
    body = audio_body() | {"audio": {"voice": {"id": "voice_1234"}, "format": "pcm16"}}
    audio = body_of(answer(Chat(), body, WORDS))["choices"][0]["message"]["audio"]
    assert b64decode(audio["data"]) == spoken(WORDS, "voice_1234", "pcm16")


def test_without_the_modality_audio_is_text() -> None:
    message = body_of(answer(Chat(), chat_body(), Audio(WORDS)))["choices"][0]["message"]
    assert message["content"] == WORDS
    assert "audio" not in message


def test_text_modality_alone_is_text() -> None:
    message = body_of(answer(Chat(), audio_body() | {"modalities": ["text"]}, WORDS))["choices"][0]["message"]
    assert message["content"] == WORDS


def test_a_stream_begins_with_words_goes_on_with_sound_and_ends_with_how_long_it_is_kept() -> None:
    response = answer(Chat(), audio_body(stream=True), WORDS)
    judge(response, ChatCompletion, ChatCompletionChunk)
    opening, *deltas, last = deltas_of(response)
    assert opening == {"role": "assistant", "refusal": None}
    assert last == {"audio": {"expires_at": 1_767_229_200}}
    kinds = [set(delta["audio"]) - {"id"} for delta in deltas]
    assert kinds == sorted(kinds, key=lambda kind: kind == {"data"})
    words = [delta["audio"] for delta in deltas if "transcript" in delta["audio"]]
    sound = [delta["audio"] for delta in deltas if "data" in delta["audio"]]
    assert "".join(audio["transcript"] for audio in words) == WORDS
    assert b64decode("".join(audio["data"] for audio in sound)) == spoken(WORDS, "alloy", "pcm16")
    ids = [audio["id"] for audio in (words[0], sound[0])]
    assert ids[0] == ids[1]
    assert not any("id" in audio for audio in (*words[1:], *sound[1:]))
    first_sound = next(delta for delta in deltas if "data" in delta["audio"])
    assert (first_sound["role"], first_sound["content"], first_sound["refusal"]) == ("assistant", None, None)
    assert deltas[0]["content"] is None


def test_no_chunk_of_spoken_answer_has_a_finish_reason() -> None:
    chunks = chunks_of(answer(Chat(), audio_body(stream=True, stream_options={"include_usage": True}), WORDS))
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    assert all(choice.get("finish_reason") is None for choice in choices)
    assert "finish_reason" not in choices[-1]
    assert chunks[-1]["usage"]["completion_tokens_details"]["audio_tokens"] > 0


def test_an_answer_that_did_not_just_end_says_why() -> None:
    reply = Reply(choices=(Choice(parts=(Text(WORDS),), finish="content_filter"),))
    chunks = chunks_of(answer(Chat(), audio_body(stream=True), reply))
    assert [chunk["choices"][0]["delta"] for chunk in chunks[-2:]] == [{"audio": {"expires_at": 1_767_229_200}}, {}]
    assert chunks[-1]["choices"][0]["finish_reason"] == "content_filter"


def test_what_is_added_to_a_reply_stands_in_the_last_chunk() -> None:
    reply = replace(Reply.of(Text(WORDS)), extra={"x": 1})
    chunks = chunks_of(answer(Chat(), audio_body(stream=True), reply))
    assert [chunk.get("x") for chunk in chunks] == [*[None] * (len(chunks) - 1), 1]


def test_each_choice_is_spoken() -> None:
    reply = Reply(choices=(Choice(parts=(Text("One."),)), Choice(parts=(Text("Two."),))))
    body = body_of(answer(Chat(), audio_body(n=2), reply))
    audio = [choice["message"]["audio"] for choice in body["choices"]]
    assert [it["transcript"] for it in audio] == ["One.", "Two."]
    assert len({it["id"] for it in audio}) == 2


def test_a_refusal_is_not_spoken() -> None:
    message = body_of(answer(Chat(), audio_body(), Refusal("No.")))["choices"][0]["message"]
    assert message["refusal"] == "No."
    assert "audio" not in message


def test_a_tool_is_called_in_silence() -> None:
    choice = body_of(answer(Chat(), audio_body(), ToolCall("f")))["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert "audio" not in choice["message"]


def test_stop_ends_what_is_spoken() -> None:
    audio = body_of(answer(Chat(), audio_body(stop=" my"), WORDS))["choices"][0]["message"]["audio"]
    assert audio["transcript"] == "Hello there,"
    assert b64decode(audio["data"]) == spoken("Hello there,", "alloy", "pcm16")


def test_a_limit_counts_words_and_sound() -> None:
    body = body_of(answer(Chat(), audio_body(max_completion_tokens=20), WORDS))
    assert body["choices"][0]["finish_reason"] == "length"
    assert body["choices"][0]["message"]["audio"]["transcript"] == "Hello there"
    assert body["usage"]["completion_tokens"] <= 20


def test_usage_tells_sound_and_words_apart() -> None:
    usage = body_of(answer(Chat(), audio_body(), WORDS))["usage"]
    details = usage["completion_tokens_details"]
    assert details["text_tokens"] == TOKENIZER.count(WORDS)
    assert details["audio_tokens"] > details["text_tokens"]
    assert usage["completion_tokens"] == details["text_tokens"] + details["audio_tokens"]
    assert usage["prompt_tokens_details"]["text_tokens"] == usage["prompt_tokens"]


def test_usage_of_text_tells_nothing_of_audio() -> None:
    assert "text_tokens" not in body_of(answer(Chat(), chat_body(), WORDS))["usage"]["prompt_tokens_details"]


def test_scripted_usage_is_told() -> None:
    used = Usage(input_audio_tokens=3, output_audio_tokens=5, output_tokens=9, input_tokens=4)
    usage = body_of(answer(Chat(), audio_body(), replace(Reply.of(Text(WORDS)), usage=used)))["usage"]
    assert usage["prompt_tokens_details"] == {"cached_tokens": 0, "audio_tokens": 3, "text_tokens": 1}
    assert usage["completion_tokens_details"]["audio_tokens"] == 5
    assert usage["completion_tokens_details"]["text_tokens"] == 4


@pytest.mark.slow
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30), tools=st.integers(0, 2))
def test_what_is_spoken_is_read_again(stream: bool, text: str, tools: int) -> None:
    reply = Reply.of(Text(text), *[ToolCall("f")] * tools)
    call = make_call(Chat(), audio_body(stream=stream, stream_options={"include_usage": True} if stream else None))
    said = shape(reply, call, SEED, TOKENIZER)
    read = Chat().read(Chat().render(said, call, seed=SEED, tokenizer=TOKENIZER))
    assert (read.choices, read.usage) == (said.choices, said.usage)
