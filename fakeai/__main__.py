"""The command line: `fakeai`, and `python -m fakeai`."""

from __future__ import annotations

from fakeai.cli.main import main

if __name__ == "__main__":
    main()
