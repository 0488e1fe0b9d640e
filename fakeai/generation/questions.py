"""Questions as clauses, which can stand within a sentence: why the sky is blue, whether the earth is flat."""

# ruff: noqa: E501 -- a question a line reads as a table

from __future__ import annotations

import re

_NOUN = r"((?:the |a |an |my |our |your )?[\w'-]+(?: [A-Z][\w'-]*)*)"
_QUESTIONS = (
    (re.compile(r"^how many (\w+(?: \w+)?) (?:are|is|were) there ((?:in|on|at) .+)$", re.IGNORECASE), r"the number of \1 \2"),
    (re.compile(r"^how many (\w+(?: \w+)?) (?:does|do|did|has|have) (.+?)(?: have)?$", re.IGNORECASE), r"the number of \1 of \2"),
    (re.compile(r"^(who|what) ((?!is |are |was |were |does |do |did |can |will |would |should )\w+(?:ed|e|t|n|s)) (.+)$", re.IGNORECASE), r"\1 \2 \3"),
    (re.compile(rf"^(why|when|where) (is|are|was|were) {_NOUN} (.+)$", re.IGNORECASE), r"\1 \3 \2 \4"),
    (re.compile(r"^(why|when|where) do (.+)$", re.IGNORECASE), r"\1 \2"),
    (re.compile(r"^(why|when|where|how) does (.+? )(work|happen|matter|exist|begin|start|end|cost|change|grow|form|mean)$", re.IGNORECASE), r"\1 \2\3s"),
    (re.compile(r"^(why|when|where|how) did (.+? )(end|start|happen|work|change|form|develop)$", re.IGNORECASE), r"\1 \2\3ed"),
    (re.compile(rf"^(is|are|was|were) (?!there\b|it\b|this\b|that\b){_NOUN} (.+)$", re.IGNORECASE), r"whether \2 \1 \3"),
    (re.compile(r"^(can|should|will|must) (?!you\b|i\b|we\b|one\b|it\b|they\b)([\w'-]+) (.+)$", re.IGNORECASE), r"whether \2 \1 \3"),
)  # fmt: skip


def clause_of(question: str) -> str | None:
    """A question as a clause; None for one of another form."""
    for pattern, clause in _QUESTIONS:
        found = pattern.match(question[:1].lower() + question[1:])
        if found is not None:
            words = found.expand(clause)
            return words[:1].lower() + words[1:]
    return None
