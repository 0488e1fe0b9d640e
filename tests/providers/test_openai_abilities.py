"""What OpenAI's models can't do, asked strictly; a model that nobody knows can do everything."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import openai
import pytest

from fakeai import FakeAI
from fakeai.speech import wav

USER = [{"role": "user", "content": "Hello."}]
SPOKEN = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}
PREDICTED = {"prediction": {"type": "content", "content": "x"}}
UNHEARD = "This model requires that either input content or output modality contain audio."


def heard(data: bytes) -> dict[str, Any]:
    audio = {"data": b64encode(data).decode(), "format": "wav"}
    return {"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": audio}]}]}


WRONG: list[tuple[str, dict[str, Any], str, str, str | None]] = [
    ("gpt-4o", SPOKEN, "Unknown parameter: 'modalities'.", "modalities", "unknown_parameter"),
    ("gpt-5", dict(reversed(SPOKEN.items())), "Unknown parameter: 'audio'.", "audio", "unknown_parameter"),
    ("gpt-4o-audio-preview", {}, UNHEARD, "model", "invalid_value"),
    ("gpt-audio", {"modalities": ["text"]}, UNHEARD, "model", "invalid_value"),
    ("gpt-audio", heard(b"no sound"), "This model does not support the format you provided.", "messages",
     "unsupported_format"),
    ("gpt-5", PREDICTED, "Unsupported parameter: 'prediction' is not supported with this model.", "prediction",
     "unsupported_parameter"),
    ("gpt-4o-audio-preview", PREDICTED | {"messages": USER}, UNHEARD, "model", "invalid_value"),
    ("gpt-4o", {"web_search_options": {}}, "Web search options not supported with this model.", "web_search_options",
     None),
]  # fmt: skip
RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("gpt-4o-audio-preview", SPOKEN), ("gpt-4o-mini-audio-preview", SPOKEN), ("gpt-audio", SPOKEN),
    ("gpt-audio", heard(wav.written(bytes(4_800)))), ("gpt-4o", {"modalities": ["text"]}), ("house-model", SPOKEN),
    ("gpt-4o", PREDICTED), ("gpt-4.1-mini", PREDICTED), ("house-model", PREDICTED),
    ("gpt-4o-search-preview", {"web_search_options": {}}),
]  # fmt: skip


def ask(fake: FakeAI, model: str, fields: dict[str, Any]) -> object:
    with openai.OpenAI(base_url=fake.openai_base_url, api_key="k", max_retries=0) as client:
        return client.post("/chat/completions", body={"model": model, "messages": USER, **fields}, cast_to=object)


@pytest.mark.parametrize(
    ("model", "fields", "message", "param", "code"), WRONG, ids=[f"{row[0]} {[*row[1]]}" for row in WRONG]
)
def test_what_a_model_can_t_do_is_refused(
    model: str, fields: dict[str, Any], message: str, param: str, code: str | None
) -> None:
    with FakeAI(strict=True) as fake:
        fake.on().reply("Hello.")
        with pytest.raises(openai.BadRequestError) as caught:
            ask(fake, model, fields)
    assert caught.value.body == {
        "message": message, "type": "invalid_request_error", "param": param, "code": code,
    }  # fmt: skip


@pytest.mark.parametrize(("model", "fields"), RIGHT, ids=[f"{model} {[*fields]}" for model, fields in RIGHT])
def test_what_a_model_can_do_is_answered(model: str, fields: dict[str, Any]) -> None:
    with FakeAI(strict=True) as fake:
        fake.on().reply("Hello.")
        assert ask(fake, model, fields)


@pytest.mark.parametrize(("model", "fields"), [row[:2] for row in WRONG], ids=[f"{it[0]} {[*it[1]]}" for it in WRONG])
def test_who_is_not_strict_gets_an_answer(model: str, fields: dict[str, Any]) -> None:
    with FakeAI() as fake:
        assert ask(fake, model, fields)
