"""What `fakeai serve` says when it starts: what it answers from, and lines to paste."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence

from rich.text import Text

from fakeai.cli.sample import sample
from fakeai.cli.words import counted
from fakeai.engine import Engine
from fakeai.providers.contract import Provider

ANY_KEY = "sk-fake"
_MODELS_SHOWN = 6


def banner(engine: Engine, url: str, *, models: Sequence[str], keys: Sequence[str]) -> Text:
    """The whole greeting. `url` is where the server is, `keys` are those it accepts (none: any)."""
    provider = engine.provider
    base_url, key = url + provider.base_path, next(iter(keys), ANY_KEY)
    model, prompt = sample(engine.fixtures, provider, models)
    return Text("\n").join(
        [
            Text.assemble(("fakeai", "bold"), " answers as ", provider.title, " at ", (url, "bold cyan")),
            *(Text(f"  {line}") for line in _contents(engine, models)),
            Text("Ready to paste:", "bold"),
            *(Text(f"  {line}") for line in environment(provider, url, base_url, key)),
            Text(f"  {curl(base_url, key, model, prompt)}"),
            Text(f"  {python(base_url, key, model, prompt)}"),
            Text("Ctrl-C ends it.", "dim"),
        ]
    )


def _contents(engine: Engine, models: Sequence[str]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for fixture in engine.fixtures:
        file = (fixture.source or "").rpartition(":")[0]
        counts[file] = counts.get(file, 0) + 1
    for file, count in counts.items():
        yield f"{file}: {counted(count, 'fixture')}"
    more = len(models) - _MODELS_SHOWN
    yield f"models: {', '.join(models[:_MODELS_SHOWN])}{f' and {more} more' if more > 0 else ''}"
    yield _policy(engine)


def _policy(engine: Engine) -> str:
    generates = not engine.fixtures if engine.strict is None else not engine.strict
    if not engine.fixtures:
        return "every call gets generated text" if generates else "no fixtures: every call is refused"
    return f"a call that no fixture fits {'gets generated text' if generates else 'is refused (404)'}"


def environment(provider: Provider, url: str, base_url: str, key: str) -> Iterator[str]:
    """What to set so that this provider's SDKs come here, without the variables that say the same again."""
    values: dict[str, str] = {}
    for name, template in provider.environment.items():
        values.setdefault(template.format(url=url, base_url=base_url, key=key), name)
    for value, name in values.items():
        yield f"export {name}={shlex.quote(value)}"


def curl(base_url: str, key: str, model: str, prompt: str) -> str:
    """A chat request for a shell."""
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": prompt}]}, ensure_ascii=False)
    return posted(f"{base_url}/chat/completions", key, body)


def posted(url: str, key: str, body: str, *options: str) -> str:
    """Any JSON request for a shell, with these options of curl."""
    headers = ("-H", f"authorization: Bearer {key}", "-H", "content-type: application/json")
    return shlex.join(["curl", *options, url, *headers, "-d", body])


def python(base_url: str, key: str, model: str, prompt: str) -> str:
    """The same with the OpenAI SDK, as one line for a shell."""
    code = (
        "from openai import OpenAI; "
        f"client = OpenAI(base_url={_quoted(base_url)}, api_key={_quoted(key)}); "
        f"print(client.chat.completions.create(model={_quoted(model)}, "
        f'messages=[{{"role": "user", "content": {_quoted(prompt)}}}]).choices[0].message.content)'
    )
    return f"python -c {shlex.quote(code)}"


def _quoted(text: str) -> str:
    """A Python literal in double quotes, as single ones are what the shell has around it."""
    return json.dumps(text, ensure_ascii=False)
