"""`fakeai serve`: a server that runs until it is told to stop."""

from __future__ import annotations

from pathlib import Path

import click

_JOURNAL_LIMIT = 1_000  # nobody looks further back here, and under load ten thousand streams would fill the memory


@click.command(short_help="Answer from fixture files, or with generated text.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes any.  [default: the provider's own, 8000 for openai]",
)
@click.option(
    "--strict/--no-strict",
    default=None,
    help="Refuse a call that no fixture fits, or generate its answer.  [default: refuse if there are fixtures]",
)
@click.option("--seed", default="0", show_default=True, help="What everything generated follows from.")
@click.option(
    "--api-key", "api_keys", multiple=True, metavar="KEY", help="Accept only this key (repeatable).  [default: any key]"
)
@click.option("--provider", default="openai", show_default=True, help="Whose API the root of the paths is.")
@click.option(
    "--models", "--model", "models", multiple=True, metavar="NAME,…", help="Models that /v1/models lists (repeatable)."
)
@click.option(
    "--tokenizer", default="regex", show_default=True, help="How tokens are counted: regex, o200k_base or cl100k_base."
)
@click.option(
    "--style", default="chat", show_default=True, help="How text is made up: chat, echo, lorem or static:TEXT."
)
@click.option(
    "--pace",
    metavar="PROFILE,NAME=V,…",
    help="When tokens come: openai, anthropic, groq …, or ttft=400ms,tps=60, or groq,jitter=0.5.  [default: at once]",
)
@click.option(
    "--chaos",
    "chaos",
    multiple=True,
    metavar="NAME[=P],…",
    help="What goes wrong, as rate_limit=0.1,reset (repeatable).",
)
@click.option(
    "--limits",
    metavar="NAME=N,…",
    help="Real rate limits, as rpm=60,tpm=10000,concurrency=4; each API key has its own, or with per=model each model.",
)
@click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="NAME.SWITCH=VALUE",
    help="A behaviour of one provider; `fakeai providers` lists them (repeatable).",
)
@click.option("--strict-models", is_flag=True, help="Refuse a call of a model that is not listed: 404 model_not_found.")
@click.option(
    "--prompt-cache", is_flag=True, help="Say in usage how much of a prompt was asked before (cached_tokens)."
)
@click.option("--quiet", "-q", is_flag=True, help="Print no line for each request.")
def serve(
    paths: tuple[Path, ...],
    *,
    host: str,
    port: int | None,
    strict: bool | None,
    seed: str,
    api_keys: tuple[str, ...],
    provider: str,
    models: tuple[str, ...],
    tokenizer: str,
    style: str,
    pace: str | None,
    chaos: tuple[str, ...],
    limits: str | None,
    switches: tuple[str, ...],
    strict_models: bool,
    prompt_cache: bool,
    quiet: bool,
) -> None:
    """Answer from fixture files and folders of them; without any, answer everything with generated text."""
    from fakeai.cli.banner import banner
    from fakeai.cli.running import run
    from fakeai.cli.screen import Screen
    from fakeai.engine import Engine
    from fakeai.fixtures.loader import Loaded, load
    from fakeai.forecast import weather_of
    from fakeai.generation.style import Style
    from fakeai.reply import Model

    loaded = load(paths) if paths else Loaded(fixtures=(), models=None, files=())
    names = [name.strip() for listed in models for name in listed.split(",")]
    named = [Model(id=name) for name in names if name] or loaded.models
    engine = Engine(
        loaded.fixtures,
        provider=provider,
        seed=seed,
        strict=strict,
        api_keys=api_keys,
        models=named,
        tokenizer=tokenizer,
        style=Style.of(style),
        switches=dict(map(_switch, switches)),
        weather=weather_of(loaded, pace=pace, chaos=chaos, limits=limits),
        strict_models=strict_models,
        prompt_cache=prompt_cache,
        journal_limit=_JOURNAL_LIMIT,
    )
    listed = [model.id for model in named or engine.provider.models]
    screen = Screen(engine.filter, quiet=quiet)
    port = engine.provider.port if port is None else port
    run(engine, screen, lambda url: banner(engine, url, models=listed, keys=api_keys), host=host, port=port)


def _switch(setting: str) -> tuple[str, str]:
    """The name and the value of a setting."""
    from fakeai.errors import SettingError

    name, equals, value = setting.partition("=")
    if not equals:
        raise SettingError(f"--switch takes NAME.SWITCH=VALUE, not {setting!r}")
    return name, value
