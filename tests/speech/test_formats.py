"""What is spoken is what its format says. Each was also played by ffmpeg's decoders once, which is no dependency."""

from __future__ import annotations

import struct
import wave
from array import array
from hashlib import md5
from io import BytesIO
from typing import get_args

import pytest

from fakeai.speech import flac, silence, wav
from fakeai.speech.checksums import Checksum
from fakeai.speech.formats import FORMATS, Format, converted, duration, format_of, spoken
from fakeai.speech.tones import seconds, tones

WORDS = "Hello there. This is what is said, and it takes a while: " * 4
SAMPLES = tones(WORDS, "alloy")


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_spoken_is_known_by_how_it_begins(kind: Format) -> None:
    assert format_of(spoken(WORDS, "alloy", kind)) == kind


def test_every_format_is_there() -> None:
    assert set(get_args(Format)) == {"wav", "aac", "mp3", "flac", "opus", "pcm16"}


@pytest.mark.parametrize("kind", ["wav", "pcm16", "mp3"])
def test_it_lasts_as_long_as_the_words(kind: Format) -> None:
    assert duration(spoken(WORDS, "alloy", kind)) == pytest.approx(seconds(WORDS), abs=0.03)


def test_pcm16_is_the_tones_themselves() -> None:
    assert spoken(WORDS, "alloy", "pcm16") == SAMPLES


def test_wav_is_read_by_the_standard_library() -> None:
    with wave.open(BytesIO(spoken(WORDS, "alloy", "wav"))) as reader:
        assert (reader.getnchannels(), reader.getsampwidth(), reader.getframerate()) == (1, 2, 24_000)
        assert reader.readframes(reader.getnframes()) == SAMPLES


def test_flac_holds_the_tones_and_its_checksums_are_right() -> None:
    data = spoken(WORDS, "alloy", "flac")
    told = int.from_bytes(data[18:26], "big")
    rate, bits, count = told >> 44, (told >> 36 & 31) + 1, told & (1 << 36) - 1
    assert (data[:8], rate, bits, count) == (b"fLaC\x80\x00\x00\x22", 24_000, 16, len(SAMPLES) // 2)
    assert data[26:42] == md5(SAMPLES, usedforsecurity=False).digest()
    heard, at, number = b"", 42, 0
    while at < len(data):
        size = 4 + (1 if number < 0x80 else 2) + 2
        head = data[at : at + size]
        assert head[:4] == b"\xff\xf8\x77\x08"
        assert data[at + size : at + size + 1] == Checksum(8, 0x07).of(head)
        samples = int.from_bytes(head[-2:], "big") + 1
        end = at + size + 2 + 2 * samples
        assert data[end : end + 2] == Checksum(16, 0x8005).of(data[at:end])
        block = array("h", data[at + size + 2 : end])
        block.byteswap()
        heard += block.tobytes()
        at, number = end + 2, number + 1
    assert heard == SAMPLES


@pytest.mark.parametrize(
    ("number", "encoded"),
    [(0, b"\x00"), (0x7F, b"\x7f"), (0x80, b"\xc2\x80"), (0x7FF, b"\xdf\xbf"), (0x800, b"\xe0\xa0\x80")],
)
def test_frame_numbers_are_written_as_utf_8(number: int, encoded: bytes) -> None:
    assert flac._numbered(number) == encoded == chr(number).encode()


@pytest.mark.parametrize(("bits", "polynomial", "value"), [(8, 0x07, 0xF4), (16, 0x8005, 0xFEE8)])
def test_checksums_are_the_known_ones(bits: int, polynomial: int, value: int) -> None:
    """Of "123456789", as catalogues of such checks list them: CRC-8/SMBUS and CRC-16/UMTS."""
    assert Checksum(bits, polynomial).of(b"123456789") == value.to_bytes(bits // 8, "big")


def test_mp3_is_a_row_of_whole_frames() -> None:
    data = silence.mp3(1.0)
    assert len(data) % 96 == 0
    assert {data[at : at + 4] for at in range(0, len(data), 96)} == {b"\xff\xf3\x44\xc4"}
    assert len(data) // 96 * 576 / 24_000 == pytest.approx(1.0, abs=0.025)


def test_aac_is_a_row_of_whole_frames() -> None:
    data, at, frames = silence.aac(1.0), 0, 0
    while at < len(data):
        head = data[at : at + 7]
        assert head[0] == 0xFF
        assert head[2] >> 2 & 15 == 6  # 24 kHz
        at += (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        frames += 1
    assert at == len(data)
    assert frames * 1024 / 24_000 == pytest.approx(1.0, abs=0.05)


def test_opus_stands_in_pages_with_right_checksums() -> None:
    data, at, position, flags, packets = silence.opus(3.0), 0, 0, 0, []
    while at < len(data):
        beginning, _, flags, position, serial, number, checksum, count = struct.unpack_from("<4sBBqIIIB", data, at)
        sizes = data[at + 27 : at + 27 + count]
        end = at + 27 + count + sum(sizes)
        page = data[at : at + 22] + bytes(4) + data[at + 26 : end]
        assert (beginning, serial) == (b"OggS", 1)
        assert checksum.to_bytes(4, "little") == Checksum(32, 0x04C11DB7).of(page, "little")
        packets.append((number, count))
        at = end
    assert at == len(data)
    assert [number for number, _ in packets] == list(range(len(packets)))
    assert flags == 4  # the last page says so
    assert position == 960 * sum(count for _, count in packets[2:])
    assert (position - 312) / 48_000 == pytest.approx(3.0, abs=0.02)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_recording_in_the_format_that_is_asked_for_stays_as_it_is(kind: Format) -> None:
    data = spoken("Hello.", "alloy", kind)
    assert converted(data, kind) == data


def test_wav_and_samples_can_be_had_of_each_other() -> None:
    assert converted(wav.written(SAMPLES), "pcm16") == SAMPLES
    assert converted(SAMPLES, "wav") == wav.written(SAMPLES)


def test_other_formats_can_t_be_had() -> None:
    with pytest.raises(ValueError, match="the recording is wav, and the call asks for mp3"):
        converted(wav.written(SAMPLES), "mp3")


def test_a_recording_of_another_rate_is_no_pcm16() -> None:
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((2, 2, 44_100, 0, "NONE", ""))
        writer.writeframes(bytes(400))
    with pytest.raises(ValueError, match="16 bits, 44100 Hz and 2 channels"):
        converted(file.getvalue(), "pcm16")
    assert duration(file.getvalue()) == pytest.approx(100 / 44_100)


@pytest.mark.parametrize("data", [b"RIFF", b"RIFF\x00\x00\x00\x00WAVE", b"ID3", b"\xff\xfb", b"fLaC", b"OggS"])
def test_how_long_a_broken_or_packed_recording_lasts_is_not_known(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not an? |is not known"):
        duration(data)


def test_an_mp3_file_with_a_preface_lasts_as_long_as_without() -> None:
    plain = silence.mp3(2.0)
    assert duration(b"ID3\x04\x00\x00\x00\x00\x00\x05" + bytes(5) + plain) == pytest.approx(duration(plain))
