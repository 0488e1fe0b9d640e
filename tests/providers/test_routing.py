"""Which provider a path belongs to: the root's own paths, those of the others, and those that name a provider."""

from __future__ import annotations

import pytest

from fakeai.providers import PROVIDERS
from fakeai.providers.openai import OPENAI
from fakeai.providers.routing import Destination, Router, astray

NAMES = [provider.name for provider in PROVIDERS]


def found(root: str, path: str, method: str = "POST") -> Destination:
    return Router(PROVIDERS, root).find(method, path)


def owner(destination: Destination) -> tuple[str, bool]:
    """Whose it is, and whether there is something."""
    return destination.provider.name, destination.route is not None or destination.document


@pytest.mark.parametrize("root", NAMES)
def test_every_path_of_the_root_is_the_root_s(root: str) -> None:
    router = Router(PROVIDERS, root)
    for route in router.root.routes:
        destination = router.find(route.method, route.path.replace("{", "").replace("}", ""))
        assert owner(destination) == (root, True)


@pytest.mark.parametrize(("root", "method", "path"), [
    ("radis", "GET", "/v1/models/model-identifier"),  # OpenAI has such a path, and LM Studio has not
    ("bifrost", "GET", "/v1/models/gpt-4"),
    ("bifrost", "GET", "/openai/v1/models/gpt-4"),
    ("openai", "POST", "/v1/nothing"),
    ("lightningrod", "POST", "/v1/openai/embeddings"),
])  # fmt: skip
def test_what_the_root_hasn_t_below_its_base_nobody_has(root: str, method: str, path: str) -> None:
    assert owner(found(root, path, method)) == (root, False)


@pytest.mark.parametrize(("root", "path", "name"), [
    ("openai", "/v1/openai/chat/completions", "lightningrod"),
    ("openai", "/api/v3/embeddings", "lighton"),
    ("openai", "/litellm/v1/embeddings", "bifrost"),
    ("lightningrod", "/v1/chat/completions", "openai"),
    ("radis", "/api/public/v1/openai/completions", "lightningrod"),
])  # fmt: skip
def test_elsewhere_are_the_paths_of_the_others(root: str, path: str, name: str) -> None:
    assert owner(found(root, path)) == (name, True)


@pytest.mark.parametrize("root", NAMES)
def test_each_provider_is_reached_below_its_name(root: str) -> None:
    for provider in PROVIDERS:
        if (root, provider.name) != ("bifrost", "openai"):  # Bifrost has `/openai` for itself
            assert owner(found(root, f"/{provider.name}{provider.routes[0].path}", provider.routes[0].method)) == (
                provider.name,
                True,
            )
        assert owner(found(root, f"/{provider.name}/openapi.json", "GET")) == (provider.name, True)


def test_what_is_not_below_a_name_is_refused_in_its_words() -> None:
    assert owner(found("openai", "/lighton/nowhere")) == ("lighton", False)
    assert owner(found("openai", "/nowhere")) == ("openai", False)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/chat/completions", "/v1/chat/completions is served; the base URL has to end in /v1"),
        ("/v1/v1/chat/completions", "the base URL has /v1 twice"),
        ("/v1/responses", "the Responses API is not served; have the client use Chat Completions"),
        ("/v1/images", "`fakeai providers openai` lists the paths that are served"),
    ],
)
def test_who_asks_for_a_path_that_there_is_not_is_told_where_to_go(path: str, hint: str) -> None:
    assert found("openai", path).route is None
    assert astray(OPENAI, path) == hint
