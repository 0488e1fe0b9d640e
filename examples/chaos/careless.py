"""Summarise a text with a model. It works, and it has three bugs that no ordinary test finds.

fakeai chaos --plan quick -- python careless.py
"""

from __future__ import annotations

import openai


def summarise(text: str) -> str:
    # Bug 1: nothing is tried again, though a rate limit and an overloaded server pass within seconds.
    # Bug 2: a server that says nothing is waited for as long as the SDK does: ten minutes.
    client = openai.OpenAI(max_retries=0)
    with (
        client,
        client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": f"Summarise: {text}"}], stream=True
        ) as stream,
    ):
        # Bug 3: a stream that ends early looks like any other. The SDK raises nothing.
        return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


if __name__ == "__main__":
    print(summarise("Whoever calls a model over a network will see every way in which a network can fail."))
