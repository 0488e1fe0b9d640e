"""The same program twice, put through everything that can go wrong: `pytest` shows what the verdict on each is."""

from __future__ import annotations

import careful
import careless
import openai
import pytest

from fakeai import FakeAI

TEXT = "A long report."


@pytest.mark.fakeai_chaos("rate_limit, overloaded, invalid_api_key, refuse, reset, stall, truncate", patience=4)
def test_the_careful_program_copes_with_everything(fakeai_server: FakeAI) -> None:
    with fakeai_server.expect_error(openai.AuthenticationError) as expected:
        assert careful.summarise(TEXT)
    if expected.error is not None:
        assert len(fakeai_server.calls) == 1  # a wrong key is not tried again


def test_the_careless_program_takes_half_an_answer_for_a_whole_one(fakeai_server: FakeAI) -> None:
    fakeai_server.chaos("truncate")
    assert careless.summarise(TEXT)
    assert [finding.rule for finding in fakeai_server.verdict().bugs] == ["unnoticed"]


def test_the_careless_program_gives_up_at_once(fakeai_server: FakeAI) -> None:
    fakeai_server.chaos(fail="rate_limit", times=1)
    with pytest.raises(openai.RateLimitError):
        careless.summarise(TEXT)
    assert [finding.rule for finding in fakeai_server.verdict().bugs] == ["gave_up"]
