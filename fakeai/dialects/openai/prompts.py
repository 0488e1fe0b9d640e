"""Prompts and inputs in their four forms: a text, several texts, a list of tokens, several lists of tokens."""

from __future__ import annotations

from typing import Any


def texts(prompt: Any) -> tuple[str, ...]:
    """The texts of a prompt. A list of tokens reads as its numbers, separated by spaces."""
    if isinstance(prompt, str):
        return (prompt,)
    if _are_numbers(prompt):
        return (_numbers(prompt),)
    return tuple(item if isinstance(item, str) else _numbers(item) for item in prompt)


def token_count(prompt: Any) -> int | None:
    """How many tokens a prompt is made of, if it is made of tokens; None for texts."""
    if isinstance(prompt, str) or any(isinstance(item, str) for item in prompt):
        return None
    return len(prompt) if _are_numbers(prompt) else sum(len(tokens) for tokens in prompt)


def _are_numbers(prompt: list[Any]) -> bool:
    return bool(prompt) and all(isinstance(item, int) for item in prompt)


def _numbers(tokens: list[int]) -> str:
    return " ".join(map(str, tokens))
