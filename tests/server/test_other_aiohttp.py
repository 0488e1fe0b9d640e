"""An aiohttp that is built otherwise than the short cut expects: every request goes its way, and is answered."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent

import pytest

from fakeai.server import connection

RENAMED = """
    import importlib.abc, importlib.machinery, re, sys

    name = sys.argv[1]

    class Renaming(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname):
            text = self.get_data(self.get_filename(fullname)).decode()
            return self.source_to_code(re.sub(rf"\\b{name}\\b", f"{name}_of_tomorrow", text), self.path)

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, fullname, path, target=None):
            found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
            if fullname.startswith("aiohttp.") and isinstance(found.loader, importlib.machinery.SourceFileLoader):
                found.loader = Renaming(found.loader.name, found.loader.path)
            return found

    sys.meta_path.insert(0, Finder())

    import http.client
    from fakeai import FakeAI

    def asked(client, body):
        headers = {"authorization": "Bearer sk-x", "content-type": "application/json"}
        client.request("POST", "/v1/chat/completions", body, headers)
        answer = client.getresponse()
        return answer.status, len(answer.read()) > 100

    with FakeAI() as fake:
        client = http.client.HTTPConnection(fake.url.removeprefix("http://"), timeout=20)
        said = '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}], "stream": %s}'
        for stream in ("false", "true", "false"):
            assert asked(client, said % stream) == (200, True)
        client.close()
        print(fake._server._web.requests_count)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", [*connection._OF_CONNECTIONS, "message_consumed"])
def test_a_name_of_aiohttps_that_is_gone_only_costs_the_short_cut(name: str) -> None:
    """Each request is one that aiohttp's tasks have had."""
    done = subprocess.run(
        [sys.executable, "-c", dedent(RENAMED), name],
        env={**os.environ, "AIOHTTP_NO_EXTENSIONS": "1"},  # or its parser is compiled, and names can't be changed
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("3\n", "")


@pytest.mark.parametrize("gone", [*connection._OF_CONNECTIONS, *connection._OF_PARSERS])
def test_every_name_that_the_short_cut_uses_is_looked_for(gone: str) -> None:
    names = dict.fromkeys((*connection._OF_CONNECTIONS, *connection._OF_PARSERS))
    whole = type("Whole", (), names)
    lacking = type("Lacking", (), {name: None for name in names if name != gone})
    assert connection.fits(whole, whole)
    assert not connection.fits(lacking, lacking)
