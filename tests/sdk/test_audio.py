"""Audio and predictions, by the official SDK over a real socket, checking every answer strictly."""

from __future__ import annotations

import wave
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import openai
import pytest

from fakeai import FakeAI, audio
from fakeai.speech import wav
from fakeai.speech.formats import format_of, spoken
from fakeai.speech.tones import tones

from .asking import MESSAGES

MODEL = "gpt-4o-audio-preview"
PLAIN: dict[str, Any] = {"model": MODEL, "messages": MESSAGES, "modalities": ["text", "audio"]}
WAV: dict[str, Any] = PLAIN | {"audio": {"voice": "alloy", "format": "wav"}}
PCM: dict[str, Any] = PLAIN | {"audio": {"voice": "alloy", "format": "pcm16"}}


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac", "opus", "aac", "pcm16"])
def test_an_answer_is_spoken_in_the_format_that_is_asked_for(client: openai.OpenAI, kind: str) -> None:
    asked = PLAIN | {"audio": {"voice": "coral", "format": kind}}
    message = client.chat.completions.create(**asked).choices[0].message
    assert message.audio is not None
    assert message.content is None
    assert format_of(b64decode(message.audio.data)) == kind
    assert message.audio.transcript


def test_wav_lasts_as_long_as_it_takes_to_say(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(**WAV)
    said = completion.choices[0].message.audio
    assert said is not None
    with wave.open(BytesIO(b64decode(said.data))) as reader:
        length = reader.getnframes() / reader.getframerate()
    assert completion.usage is not None
    assert completion.usage.completion_tokens_details is not None
    assert completion.usage.completion_tokens_details.audio_tokens == pytest.approx(20 * length, abs=1)


def test_a_stream_says_the_same_as_a_plain_answer(client: openai.OpenAI) -> None:
    plain = client.chat.completions.create(**PCM).choices[0].message.audio
    words, sound, ends = "", b"", []
    for chunk in client.chat.completions.create(**PCM, stream=True):
        delta = chunk.choices[0].delta.audio
        if delta is not None:
            words += delta.transcript or ""
            sound += b64decode(delta.data or "")
            ends.append(delta.expires_at)
    assert plain is not None
    assert (words, sound) == (plain.transcript, b64decode(plain.data))
    assert (ends[-1], set(ends[:-1])) == (plain.expires_at, {None})


async def test_the_asynchronous_sdk_hears_it_too(async_client: openai.AsyncOpenAI) -> None:
    said = (await async_client.chat.completions.create(**PCM)).choices[0].message.audio
    words = ""
    async for chunk in await async_client.chat.completions.create(**PCM, stream=True):
        delta = chunk.choices[0].delta.audio
        words += (delta.transcript or "") if delta is not None else ""
    assert said is not None
    assert words == said.transcript


def test_the_streaming_helper_of_the_sdk_comes_to_the_end(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(**PCM) as stream:
        stream.until_done()


def test_a_scripted_text_is_spoken(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply("Sunny.")
    said = client.chat.completions.create(**WAV).choices[0].message.audio
    assert said is not None
    assert (said.transcript, b64decode(said.data)) == ("Sunny.", spoken("Sunny.", "alloy", "wav"))


@pytest.mark.parametrize("stream", [False, True], ids=["wav, plain", "pcm16, streamed"])
def test_one_recording_serves_both(fake: FakeAI, client: openai.OpenAI, tmp_path: Path, stream: bool) -> None:
    samples = tones("Something else", "ash")
    tmp_path.joinpath("sunny.wav").write_bytes(wav.written(samples))
    fake.on().reply(audio("Sunny.", file=tmp_path / "sunny.wav"))
    if stream:
        heard = b""
        for chunk in client.chat.completions.create(**PCM, stream=True):
            delta = chunk.choices[0].delta.audio
            heard += b64decode((delta.data or "") if delta is not None else "")
        assert heard == samples
    else:
        said = client.chat.completions.create(**WAV).choices[0].message.audio
        assert said is not None
        assert b64decode(said.data) == wav.written(samples)


def test_a_recording_in_another_format_fails_the_test(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply(audio("Sunny.", data=wav.written(tones("Sunny.", "ash"))))
    with pytest.raises(openai.InternalServerError, match="the recording is wav, and the call asks for mp3"):
        client.chat.completions.create(**PLAIN, audio={"voice": "ash", "format": "mp3"})
    with pytest.raises(Exception, match="the recording is wav"):
        fake.check()


def test_who_does_not_ask_for_audio_reads_it(fake: FakeAI, client: openai.OpenAI) -> None:
    fake.on().reply(audio("Sunny."))
    message = client.chat.completions.create(model="gpt-4o", messages=MESSAGES).choices[0].message
    assert (message.content, message.audio) == ("Sunny.", None)


def test_a_later_turn_refers_to_an_answer(client: openai.OpenAI) -> None:
    said = client.chat.completions.create(**WAV).choices[0].message.audio
    assert said is not None
    messages: Any = [*MESSAGES, {"role": "assistant", "audio": {"id": said.id}}, {"role": "user", "content": "Again?"}]
    assert client.chat.completions.create(**WAV | {"messages": messages}).choices[0].message.audio is not None


def test_what_is_heard_is_counted(client: openai.OpenAI) -> None:
    data = b64encode(wav.written(bytes(2 * 24_000 * 3))).decode()
    content = [{"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}]
    messages: Any = [{"role": "user", "content": content}]
    usage = client.chat.completions.create(model=MODEL, messages=messages).usage
    assert usage is not None
    assert usage.prompt_tokens_details is not None
    assert usage.prompt_tokens_details.audio_tokens == 30
    assert usage.prompt_tokens == 30 + (usage.prompt_tokens_details.text_tokens or 0)


def test_another_format_can_t_be_streamed(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="does not support 'wav' when stream=true") as caught:
        client.chat.completions.create(**WAV, stream=True)
    assert (caught.value.param, caught.value.code) == ("audio.format", "unsupported_value")


CODE = "class User:\n    first_name: str\n    username: str\n"


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
def test_a_prediction_that_comes_true_for_the_most_part_is_accepted_so(client: openai.OpenAI, stream: bool) -> None:
    asked: Any = {
        "model": "gpt-4o",
        "messages": [
            {"role": "user", "content": "Replace the username property with an email property. Only code."},
            {"role": "user", "content": CODE},
        ],
        "prediction": {"type": "content", "content": CODE},
    }
    if stream:
        *chunks, last = client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
        said, usage = "".join(chunk.choices[0].delta.content or "" for chunk in chunks), last.usage
    else:
        completion = client.chat.completions.create(**asked)
        said, usage = completion.choices[0].message.content or "", completion.usage
    assert said == CODE.replace("username", "email")
    details = usage.completion_tokens_details if usage else None
    assert usage is not None
    assert details is not None
    assert (details.accepted_prediction_tokens or 0) > (details.rejected_prediction_tokens or 0) > 0


def test_a_prediction_can_t_stand_beside_tools(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="'n' does not support 2 with 'prediction'"):
        client.chat.completions.create(
            model="gpt-4o", messages=MESSAGES, n=2, prediction={"type": "content", "content": "x"}
        )
