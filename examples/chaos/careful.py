"""The same program as careless.py, mended.

fakeai chaos --plan quick -- python careful.py
"""

from __future__ import annotations

import openai

SILENCE = 2.0  # seconds without a byte after which a stream is given up
ATTEMPTS = 3


class CutOff(Exception):
    """The stream ended before the model had finished."""


def summarise(text: str) -> str:
    # The SDK tries again what passes, and waits as long as it is told; its timeout is for silence, not for the whole.
    with openai.OpenAI(max_retries=2, timeout=SILENCE) as client:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return _attempt(client, text)
            except (CutOff, openai.APIConnectionError):  # in the middle of a stream the SDK does not try again
                if attempt == ATTEMPTS:
                    raise
    raise AssertionError("unreachable")


def _attempt(client: openai.OpenAI, text: str) -> str:
    words, finish = [], None
    with client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": f"Summarise: {text}"}], stream=True
    ) as stream:
        for chunk in stream:
            for choice in chunk.choices:
                words.append(choice.delta.content or "")
                finish = choice.finish_reason or finish
    if finish is None:
        raise CutOff
    return "".join(words)


if __name__ == "__main__":
    print(summarise("Whoever calls a model over a network will see every way in which a network can fail."))
