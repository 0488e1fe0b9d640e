from __future__ import annotations

import pytest

from fakeai.call import Speech
from fakeai.reply import Audio, Part, Reasoning, Refusal, Text, ToolCall
from fakeai.seeds import Seed
from fakeai.speech import silence, wav
from fakeai.speech.formats import spoken
from fakeai.speech.tones import seconds, tones
from fakeai.tokens import tokenizer
from fakeai.voicing import aloud, audio_tokens, in_words, shortened, sounding

TOKENIZER = tokenizer()
SPEECH = Speech(voice="alloy", format="wav")
RECORDED = Audio("Hi.", b"RIFF....")


@pytest.mark.parametrize(("part", "heard", "wanted"), [
    (Audio("Hi."), True, Text("Hi.")), (Audio("Hi."), False, Text("Hi.")), (RECORDED, False, Text("Hi.")),
    (RECORDED, True, RECORDED), (Audio("Hi.", id="audio_1"), True, Audio("Hi.", id="audio_1")),
    (Refusal("No."), True, Refusal("No.")),
], ids=str)  # fmt: skip
def test_audio_that_is_only_words_becomes_text(part: Part, heard: bool, wanted: Part) -> None:
    assert in_words((part,), heard=heard) == (wanted,)


@pytest.mark.parametrize(("parts", "wanted"), [
    ((Text("a"), Text("b")), (Audio("ab"),)),
    ((Reasoning("r"), Text("a"), ToolCall("f"), Text("b")), (Reasoning("r"), Audio("ab"), ToolCall("f"))),
    ((RECORDED,), (RECORDED,)),
    ((RECORDED, Text(" And more.")), (Audio("Hi. And more."),)),
    ((ToolCall("f"),), (ToolCall("f"),)),
    ((Refusal("No."),), (Refusal("No."),)),
    ((), ()),
], ids=str)  # fmt: skip
def test_all_words_are_spoken_in_one_piece(parts: tuple[Part, ...], wanted: tuple[Part, ...]) -> None:
    assert aloud(parts) == wanted


def test_a_second_of_speech_is_twenty_tokens() -> None:
    assert audio_tokens(Audio("x", wav.written(bytes(48_000)))) == 20
    assert audio_tokens(Audio("Hello there.")) == pytest.approx(20 * seconds("Hello there."), abs=1)
    assert audio_tokens(Text("Hello there.")) == 0


def test_a_recording_that_would_have_to_be_decoded_lasts_as_long_as_its_words() -> None:
    assert audio_tokens(Audio("Hello there.", silence.opus(60))) == audio_tokens(Audio("Hello there."))


def test_an_answer_is_cut_where_words_and_sound_are_too_many_tokens() -> None:
    audio = Audio("One two three four five six.")
    cut = shortened(audio, 40, TOKENIZER)
    assert cut is not None
    assert audio.transcript.startswith(cut.transcript)
    assert TOKENIZER.count(cut.transcript) + audio_tokens(cut) <= 40
    longer = Audio(audio.transcript[: len(cut.transcript) + 6])
    assert TOKENIZER.count(longer.transcript) + audio_tokens(longer) > 40


def test_too_few_tokens_leave_nothing_to_say() -> None:
    assert shortened(Audio("Extraordinarily"), 3, TOKENIZER) is None


def test_what_is_spoken_has_an_id_and_can_be_referred_to_for_an_hour() -> None:
    (audio,) = sounding((Audio("Hello."),), SPEECH, Seed.root(1))
    assert isinstance(audio, Audio)
    assert audio.data == spoken("Hello.", "alloy", "wav")
    assert audio.id is not None
    assert audio.id.startswith("audio_")
    assert len(audio.id) == 38
    assert audio.expires_at == 1_767_225_600 + 3_600


def test_what_is_scripted_stays_and_is_brought_into_the_format() -> None:
    samples = tones("Hello.", "ash")
    audio = Audio("Hello.", samples, "audio_1", 7)
    assert sounding((audio,), SPEECH, Seed.root(1)) == (Audio("Hello.", wav.written(samples), "audio_1", 7),)
