"""What pictures cost, as OpenAI's guide and users' bills have it."""

from __future__ import annotations

import pytest

from fakeai.dialects.openai.vision import PRICES, patches, picture_tokens, tiles
from fakeai.pictures import Size

BILLS = [
    ("gpt-4o", (1024, 1024), "high", 765),
    ("gpt-4o", (2048, 4096), "high", 1105),
    ("gpt-4o", (4096, 8192), "low", 85),
    ("gpt-4o-2024-11-20", (128, 64), "high", 255),
    ("gpt-4o", (128, 64), "auto", 255),
    ("gpt-4o", (128, 64), None, 255),
    ("gpt-4o", (512, 513), "high", 425),
    ("gpt-4o-mini-2024-07-18", (128, 64), "low", 2_833),
    ("gpt-4o-mini", (128, 64), "high", 8_500),
    ("gpt-4.1-mini", (1024, 1024), "high", 1_659),
    ("gpt-4.1-mini", (2400, 1800), "high", 2_353),
    ("gpt-4.1-nano", (128, 64), "low", 20),
    ("o3-2025-04-16", (128, 64), "low", 75),
    ("o3", (128, 64), "high", 225),
    ("o4-mini", (128, 64), "high", 14),
    ("gpt-5", (128, 64), "high", 210),
    ("house-model", (128, 64), "low", 85),
    ("gpt-4o", None, "low", 85),
    ("gpt-4o", None, None, 765),
]


@pytest.mark.parametrize(("model", "size", "detail", "tokens"), BILLS, ids=str)
def test_a_picture_costs_what_the_model_has_for_it(
    model: str, size: tuple[int, int] | None, detail: str | None, tokens: int
) -> None:
    assert picture_tokens(model, None if size is None else Size(*size), detail) == tokens


@pytest.mark.parametrize("size", [Size(1, 1), Size(1, 9_999), Size(9_999, 1), Size(2048, 2048), Size(5_000, 3_000)])
def test_no_picture_is_more_than_it_can_be(size: Size) -> None:
    assert 1 <= tiles(size) <= 8
    assert 1 <= patches(size) <= 1_536


def test_a_picture_of_too_many_patches_is_shrunk() -> None:
    assert patches(Size(1800, 2400)) == 1_452
    assert patches(Size(1600, 1600)) <= 1_536


def test_the_longest_name_that_fits_is_the_model() -> None:
    assert {"gpt-4o", "gpt-4o-mini"} <= set(PRICES)
    assert picture_tokens("gpt-4o-mini", Size(1, 1), "low") != picture_tokens("gpt-4o", Size(1, 1), "low")
