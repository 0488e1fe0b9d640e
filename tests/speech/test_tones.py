from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeai.speech.tones import RATE, VOICES, length, seconds, tones

SENTENCE = "Hello there, this is a sentence to be said aloud."


def test_an_english_sentence_takes_about_as_long_as_it_takes_to_say() -> None:
    words_a_minute = 60 * len(SENTENCE.split()) / seconds(SENTENCE)
    assert 120 < words_a_minute < 180


def test_more_words_take_longer() -> None:
    assert seconds("One two three.") < seconds("One two three four.")


def test_a_full_stop_is_a_longer_pause_than_none() -> None:
    assert length("One. Two") - length("One Two") > RATE // 4


def test_even_nothing_takes_a_moment() -> None:
    assert seconds("") == pytest.approx(0.2)
    assert tones("", "alloy") == bytes(2 * length(""))


def test_each_voice_sounds_different() -> None:
    voices = (*VOICES, "voice_1234")
    assert len({tones(SENTENCE, voice) for voice in voices}) == len(voices)


def test_the_same_words_sound_the_same() -> None:
    assert tones(SENTENCE, "alloy") == tones(SENTENCE, "alloy")


def test_there_is_something_to_hear_and_nothing_clips() -> None:
    loudest = max(array("h", tones(SENTENCE, "alloy")))
    assert 3_000 < loudest < 20_000


@given(st.text(max_size=60))
def test_there_are_as_many_samples_as_the_length_says(transcript: str) -> None:
    assert len(tones(transcript, "alloy")) == 2 * length(transcript)
