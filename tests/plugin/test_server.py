"""`fakeai_server`: a server of the test's own, which the code under test finds by itself."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

LOOP_SCOPE = ("-o", "asyncio_default_fixture_loop_scope=function")  # pytest-asyncio warns without


def test_the_code_under_test_needs_no_change(run: Run) -> None:
    result = run("""
def test_it(fakeai_server: FakeAI):
    fakeai_server.on(user="weather").reply("It is sunny.")
    assert ask() == "It is sunny."
    assert fakeai_server.last_call.user == "weather?"
""")
    result.assert_outcomes(passed=1)


def test_every_test_has_a_server_of_its_own(run: Run) -> None:
    result = run("""
import os
urls = set()

@pytest.mark.parametrize("number", range(3))
def test_it(fakeai_server, number):
    assert fakeai_server.calls == ()
    ask()
    urls.add(os.environ["OPENAI_BASE_URL"])

def test_urls():
    assert len(urls) == 3
    assert os.environ["OPENAI_BASE_URL"] == "http://127.0.0.1:9"
    assert os.environ["OPENAI_API_KEY"] == "sk-real"
""")
    result.assert_outcomes(passed=4)


def test_the_variables_are_set_before_any_other_fixture_makes_a_client(run: Run) -> None:
    result = run("""
@pytest.fixture
def client():
    with openai.OpenAI() as client:
        yield client

def test_named_last(client, fakeai_server):
    assert str(client.base_url) == f"{fakeai_server.url}/v1/"

@pytest.mark.fakeai
def test_marked(client, request):
    assert str(client.base_url) == request.getfixturevalue("fakeai_server").url + "/v1/"
""")
    result.assert_outcomes(passed=2)


def test_a_test_without_marker_and_fixture_has_none(run: Run) -> None:
    result = run("""
import os, sys

def test_it(request):
    assert "fakeai_server" not in request.fixturenames
    assert os.environ["OPENAI_API_KEY"] == "sk-real"
""")
    result.assert_outcomes(passed=1)


def test_nothing_scripted_means_everything_is_generated(run: Run) -> None:
    result = run("def test_it(fakeai_server): assert len(ask()) > 3")
    result.assert_outcomes(passed=1)


def test_other_sdks_are_kept_from_the_network(run: Run) -> None:
    result = run("""
import os

def test_it(fakeai_server):
    assert os.environ["ANTHROPIC_BASE_URL"] == os.environ["GOOGLE_GEMINI_BASE_URL"] == fakeai_server.url
    assert "127.0.0.1" in os.environ["NO_PROXY"].split(",")
""")
    result.assert_outcomes(passed=1)


class TestKindsOfTests:
    def test_pytest_asyncio(self, run: Run) -> None:
        source = """
@pytest.mark.asyncio
async def test_it(fakeai_server):
    fakeai_server.on().reply("It is sunny.")
    async with openai.AsyncOpenAI() as client:
        answer = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
    assert answer.choices[0].message.content == ask() == "It is sunny."
"""
        run(source, *LOOP_SCOPE, plugins=("asyncio",)).assert_outcomes(passed=1)

    def test_anyio(self, run: Run) -> None:
        source = """
@pytest.mark.anyio
async def test_it(fakeai_server, anyio_backend_name):
    fakeai_server.on().reply(anyio_backend_name)
    async with openai.AsyncOpenAI() as client:
        answer = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
    assert answer.choices[0].message.content == anyio_backend_name
"""
        run(source, plugins=("anyio",)).assert_outcomes(passed=run_backends())

    def test_pytest_aiohttp(self, run: Run) -> None:
        source = """
from aiohttp import web

async def test_it(fakeai_server, aiohttp_client):
    fakeai_server.on().reply("It is sunny.")

    async def handler(request):
        async with openai.AsyncOpenAI() as client:
            answer = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
        return web.Response(text=answer.choices[0].message.content)

    app = web.Application()
    app.router.add_get("/", handler)
    client = await aiohttp_client(app)
    assert await (await client.get("/")).text() == "It is sunny."
"""
        run(source, "--asyncio-mode=auto", *LOOP_SCOPE, plugins=("aiohttp", "asyncio")).assert_outcomes(passed=1)

    def test_unittest_with_an_autouse_method(self, run: Run) -> None:
        source = """
import unittest

class TestIt(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _fake(self, fakeai_server):
        self.fake = fakeai_server

    def test_it(self):
        self.fake.on().reply("It is sunny.")
        self.assertEqual(ask(), "It is sunny.")
"""
        run(source).assert_outcomes(passed=1)

    def test_unittest_with_the_marker_alone(self, run: Run) -> None:
        source = """
import unittest

@pytest.mark.fakeai("weather.yaml")
class TestIt(unittest.TestCase):
    def setUp(self):
        self.client = openai.OpenAI()  # the variables are set by now
        self.addCleanup(self.client.close)

    def test_it(self):
        self.assertEqual(ask(), "It is sunny.")

    def test_miss(self):
        with self.assertRaises(openai.NotFoundError):
            ask("news?")

class TestAsync(unittest.IsolatedAsyncioTestCase):
    @pytest.mark.fakeai("weather.yaml")
    async def test_it(self):
        async with openai.AsyncOpenAI() as client:
            answer = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "weather"}])
        self.assertEqual(answer.choices[0].message.content, "It is sunny.")
"""
        run(source).assert_outcomes(passed=3, errors=1)

    @pytest.mark.slow
    def test_xdist(self, run: Run) -> None:
        source = """
@pytest.mark.parametrize("number", range(8))
@pytest.mark.fakeai("weather.yaml")
def test_it(number):
    assert ask() == "It is sunny."

@pytest.mark.fakeai("weather.yaml")
def test_miss(fakeai_server):
    with pytest.raises(openai.NotFoundError):
        ask("news?")
"""
        result = run(source, "-n2", plugins=("xdist",))
        result.assert_outcomes(passed=9, errors=1)
        result.stdout.fnmatch_lines(["*no fixture*"])


def run_backends() -> int:
    """How many event loops anyio runs a test on: trio only where it is installed."""
    try:
        import trio  # noqa: F401
    except ImportError:
        return 1
    return 2
