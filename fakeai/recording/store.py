"""Cassettes on disk: read whole, written at once and by one process at a time, with their side files beside them."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fakeai.errors import CassetteError, Problem
from fakeai.recording.bodies import Malformed, SideFiles
from fakeai.recording.cassette import Cassette, Recorded
from fakeai.recording.file import dump, dump_exchange, load

SUFFIXES = (".yaml", ".yml")
"""What cassettes in folders are known by."""

_SIDE = ".files"
_OURS = re.compile(r"[0-9a-f]{20}\.(json|bin)|\..*\.tmp")


class Store:
    """One cassette file. Side files lie in the folder `NAME.files` beside it."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._loaded: bytes | None = None
        self._texts: dict[int, tuple[Recorded, str, SideFiles]] = {}

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return str(self.path)

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.path.exists()

    def load(self) -> Cassette:
        """The cassette; an empty one if there is no file. Raises CassetteError."""
        data = self._data()
        self._loaded = data
        if data is None:
            return Cassette()
        return load(data, file=self.name, side=self._side)

    def changed(self) -> bool:
        """Whether the file is not what was loaded or saved here last, as another process has written it."""
        return self._data() != self._loaded

    def save(self, cassette: Cassette) -> None:
        """Put the cassette in the place of the file, so that nobody ever sees half of it. Raises CassetteError."""
        side: SideFiles = {}
        data = dump(cassette, [self._text(recorded, side) for recorded in cassette.exchanges])
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for name, body in side.items():
                target = self._folder / name
                if not target.exists():  # its name is that of its bytes
                    target.parent.mkdir(exist_ok=True)
                    _replace(target, body)
            _replace(self.path, data)
            for path in self.side_files():
                if path.name not in side and _OURS.fullmatch(path.name):  # it may hold what was taken out for a reason
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise CassetteError(
                Problem(message=f"can't be written: {error.strerror or error}", file=self.name)
            ) from error
        self._loaded = data

    def is_cassette(self) -> bool:
        """Whether the file says that it is one, whatever state it is in."""
        data = self._data() or b""
        return any(line.startswith(b"fakeai:") for line in data[:1000].splitlines())

    def side_files(self) -> tuple[Path, ...]:
        """The side files that there are."""
        return tuple(sorted(self._folder.iterdir())) if self._folder.is_dir() else ()

    def left_over(self) -> tuple[Path, ...]:
        """The side files that no exchange needs. Raises CassetteError."""
        side: SideFiles = {}
        for recorded in self.load().exchanges:
            dump_exchange(recorded, side)
        return tuple(path for path in self.side_files() if path.name not in side)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts no other process is here; so one that reads, adds and saves loses nothing of the others'."""
        digest = hashlib.sha256(str(self.path.resolve()).encode()).hexdigest()[:20]
        with (Path(tempfile.gettempdir()) / f"fakeai-{digest}.lock").open("a+b") as lock, _locked(lock.fileno()):
            yield

    def _text(self, recorded: Recorded, side: SideFiles) -> str:
        """The lines of an exchange, made and checked only once however often it is saved."""
        known = self._texts.get(id(recorded))
        if known is None or known[0] is not recorded:
            own: SideFiles = {}
            known = (recorded, dump_exchange(recorded, own), own)
            one = dump(Cassette(), [known[1]])
            if load(one, file=self.name, side=lambda name: own[name]).exchanges != (recorded,):
                said = "what would be written does not read as what was recorded"
                raise CassetteError(Problem(message=said, file=self.name))
            self._texts[id(recorded)] = known
        side.update(known[2])
        return known[1]

    @property
    def _folder(self) -> Path:
        return self.path.with_name(f"{self.path.name.removesuffix(self.path.suffix)}{_SIDE}")

    def _data(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CassetteError(Problem(message=f"can't be read: {error.strerror or error}", file=self.name)) from error

    def _side(self, name: str) -> bytes:
        if Path(name).name != name or name in {"", ".", ".."}:
            raise Malformed(f"{name!r} is no name of a side file", "file")
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise Malformed(f"the side file {self._folder / name} can't be read: {error.strerror}", "file") from error


def is_recorded(path: Path) -> bool:
    """Whether a file is a cassette, or a side file of one."""
    beside = [path.parent.with_suffix(suffix) for suffix in SUFFIXES] if path.parent.suffix == _SIDE else []
    try:
        return Store(path).is_cassette() or any(it.is_file() for it in beside)
    except CassetteError:  # who wants to read it is told why that is not possible
        return False


def _replace(path: Path, data: bytes) -> None:
    """Write a file beside its place, see it safely on disk, then rename it into its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


@contextlib.contextmanager
def _locked(handle: int) -> Iterator[None]:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector, which would look in vain through all that a large cassette is made of."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
