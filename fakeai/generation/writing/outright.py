"""Prompts that say outright what form their answer has: a tweet, a plan, a rewritten sentence."""

# ruff: noqa: E501 -- a pattern a line reads as a table

from __future__ import annotations

import re
from typing import Literal

Outright = Literal[
    "extract", "rewrite", "summary", "post", "description", "pros_cons", "plan", "letter", "live", "continue", "list",
    "unclear",
]  # fmt: skip

OUTRIGHT: tuple[tuple[Outright, re.Pattern[str]], ...] = (
    ("extract", re.compile(r"^(?:please |can you )?(?:extract|find|list|get|pull out) (?:all |the |every )*\w+(?: \w+)? (?:from|in|of) (?:this|the following|the) (?:text|sentence|passage|email|message|following)", re.IGNORECASE)),
    ("rewrite", re.compile(r"^(?:please |can you )?(?:rewrite|rephrase|paraphrase|correct|proofread|fix the (?:grammar|spelling))\b", re.IGNORECASE)),
    ("summary", re.compile(r"\btl;?dr\b", re.IGNORECASE)),
    ("post", re.compile(r"\b(?:tweet|linkedin post|facebook post|instagram (?:post|caption)|social media post)\b", re.IGNORECASE)),
    ("description", re.compile(r"\bproduct description\b", re.IGNORECASE)),
    ("pros_cons", re.compile(r"\bpros and cons\b|\badvantages and disadvantages\b", re.IGNORECASE)),
    ("plan", re.compile(r"\b(?:plan|itinerary)\b.{0,40}\b(?:trip|visit|itinerary|days?|weekend|vacation|holiday)\b", re.IGNORECASE)),
    ("letter", re.compile(r"\b(?:cover letter|e-?mail to|letter to)\b", re.IGNORECASE)),
    ("live", re.compile(r"\b(?:today's date|what (?:day|date|time) is it|what year is it)\b", re.IGNORECASE)),
    ("continue", re.compile(r"^continue\b|once upon a time\W*$", re.IGNORECASE)),
    ("list", re.compile(r"^(?:please )?(?:list|name|create|make|give me|write)\b.{0,20}\b(?:list|days of the week|months of the year)\b", re.IGNORECASE)),
    ("unclear", re.compile(r"^(?:\W*|[bcdfghjklmnpqrstvwxz]{4,}|asdf\w*|qwert\w*)$", re.IGNORECASE)),
)  # fmt: skip
"""The forms with the prompts that ask for them; the first that fits is taken."""
