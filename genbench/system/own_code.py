"""Code that the user brings: a file of Python, or a module, which is run only when it is named.

What a file from elsewhere names is never run by itself. To name code on the command line or in
Python is the consent to run it, for these very bytes and in this process; `--trust` is the consent
to whatever code the runs bring that are named in one command.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib
import importlib.util
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from genbench.system.backend import load as load_backend
from genbench.system.errors import InvalidInput
from genbench.system.files import expanded

T = TypeVar("T")
Kind = Literal["file", "module", "installed"]

ENDING = ".py"
# Of lines that differ, in a message.
MOST_LINES = 3

_named: dict[str, Source] = {}
_modules: dict[str, types.ModuleType] = {}
# What was named for no other end than to consent to it.
_offered: list[Source] = []
_is_all_trusted = False


class OwnCodeFailed(InvalidInput):
    """What went wrong in code that the user has brought.

    Args:
        message: in one line, which promise was broken.
        theirs: the part of the traceback that lies in their own files; "" where nothing was raised.
    """

    def __init__(self, message: str, theirs: str = "") -> None:
        super().__init__(message)
        self.theirs = theirs


@dataclass(frozen=True)
class Source:
    """The bytes of a file of Python, which nothing has run yet.

    Attributes:
        place: what it was called: a path, or the name of a module.
        kind: a file, a module that can be imported, or one that an installed package announces.
        path: the file.
        content: its bytes.
    """

    place: str
    kind: Kind
    path: Path
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def is_code(name: str) -> bool:
    """Returns whether a name is one of code: mine.py, mine.py:flow or package.module:flow."""
    place, part = split(name)
    return place.endswith(ENDING) or bool(part)


def split(name: str) -> tuple[str, str]:
    """Returns the place of code, and the name of what is in it, "" where none is told."""
    if name.endswith(ENDING):
        return name, ""
    place, colon, part = name.rpartition(":")
    is_module = all(word.isidentifier() for word in place.split("."))
    if colon and part and (place.endswith(ENDING) or is_module):
        return place, part
    return name, ""


def name(place: str, kind: Kind | None = None) -> types.ModuleType:
    """Runs the code at a place that the user has named, once, and returns it as a module.

    Args:
        place: the path of a file, or the name of a module.
        kind: of code; by default as the place looks.

    Raises:
        InvalidInput: there is none.
        OwnCodeFailed: it raises something when it is run.
    """
    source = _read(place, kind or ("file" if place.endswith(ENDING) else "module"))
    _named[source.sha256] = source
    return _run(source)


def source_of(module: types.ModuleType) -> Source:
    """Returns where a module that `name` returned came from."""
    return next(_named[sha] for sha, other in _modules.items() if other is module)


def loaded(sha256: str) -> types.ModuleType | None:
    """Returns the module of these bytes if it was run in this process."""
    return _modules.get(sha256)


def consented(sha256: str, copy: Source, *, owner: str) -> types.ModuleType:
    """Returns the module of code that a run brings, if the user has consented to these very bytes.

    Args:
        sha256: of the code that the run was made with.
        copy: what the run's folder holds, which need not be that.
        owner: the run, as a command line has it.

    Raises:
        InvalidInput: they have not, or what is there is other code.
    """
    if sha256 in _named:
        return _run(_named[sha256])
    if _offered and not _is_all_trusted:
        raise InvalidInput(
            f"{_offered[-1].place} is not the code that {owner} was trained with: "
            f"{differing_lines(copy.content, _offered[-1].content)}. Bring that version back, say "
            "--trust to run the copy in the run, or train again under another run_name.",
            "run_name",
        )
    if not _is_all_trusted:
        raise InvalidInput(
            f"{owner} was trained with code that is not genbench's, {copy.place} (SHA-256 "
            f"{sha256[:8]}...), which is run only if you say so. Look at {copy.path}; then say "
            f"--trust, or name the file once more with --code {copy.place}; in Python "
            f"genbench.trust({owner!r})."
        )
    if copy.sha256 != sha256:
        raise InvalidInput(
            f"{copy.path} is not the code that {owner} was trained with: its SHA-256 begins with "
            f"{copy.sha256[:8]}, and that of the training with {sha256[:8]}. Name the right file "
            f"with --code."
        )
    _named[sha256] = copy
    return _run(copy)


def consent(place: str) -> None:
    """Notes the consent to the code at a place, without running it yet.

    Raises:
        InvalidInput: there is none.
    """
    source = _read(place, "file" if place.endswith(ENDING) else "module")
    _named[source.sha256] = source
    _offered.append(source)


def trust(sha256: str, copy: Source) -> None:
    """Notes the consent to the code that a run brings; see `consented`.

    Raises:
        InvalidInput: what is there is other code.
    """
    if copy.sha256 != sha256:
        raise InvalidInput(f"{copy.path} is not the code that its run was trained with.")
    _named[sha256] = copy


@contextmanager
def trusting(is_trusted: bool) -> Iterator[None]:
    """Consents to the code of every run that is named in the block."""
    global _is_all_trusted
    before, _is_all_trusted = _is_all_trusted, is_trusted or _is_all_trusted
    try:
        yield
    finally:
        _is_all_trusted = before


def differing_lines(there: bytes, here: bytes) -> str:
    """Returns in one line which lines of a file differ: "line 3 was 'a' and is 'b'"."""
    old, new = (content.decode(errors="replace").splitlines() for content in (there, here))
    said = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for what, low, high, other_low, other_high in matcher.get_opcodes():
        if what == "equal":
            continue
        was, now = _joined(old[low:high], "not there"), _joined(new[other_low:other_high], "gone")
        said.append(f"line {other_low + 1} was {was!r} and is {now!r}")
    more = f", and {len(said) - MOST_LINES} more" if len(said) > MOST_LINES else ""
    return "; ".join(said[:MOST_LINES]) + more or "only in what ends its lines"


def _joined(lines: Sequence[str], otherwise: str) -> str:
    return " / ".join(filter(None, map(str.strip, lines))) or otherwise


def attempt(promise: str, call: Callable[[], T]) -> T:
    """Returns what a call of the user's code returns.

    Args:
        promise: completes the sentence in which it is told if the call fails, as in "`step` failed
            on images ...".
        call: what to call.

    Raises:
        OwnCodeFailed: it raises something, which is told with the user's part of the traceback.
    """
    try:
        return call()
    except InvalidInput:
        raise
    except Exception as error:
        raise OwnCodeFailed(f"{promise}: {said(error)}.", theirs_of(error)) from error


def theirs_of(error: BaseException) -> str:
    """Returns the part of a traceback from the user's own code on; "" where none has part in it."""
    files = {str(source.path) for source in _named.values()}
    # The same bytes may have been run from another place.
    files |= {str(module.__file__) for module in _modules.values()}
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename in files]
    if isinstance(error, SyntaxError) and error.filename in files:
        return "".join(traceback.format_exception_only(error))
    if not own:
        return ""
    said = traceback.format_exception_only(error)
    return "".join(["Traceback (your own code):\n", *traceback.format_list(own), *said])


def said(error: BaseException) -> str:
    """Returns the kind of an error and the first line of what it says."""
    (first, *_) = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {first.rstrip('.')}" if first else type(error).__name__


def _read(place: str, kind: Kind) -> Source:
    path = expanded(place) if kind == "file" else _file_of(place)
    if not path.is_file():
        raise InvalidInput(f"There is no file {place}. Name a file of Python, as in mine.py:flow.")
    return Source(place, kind, path.absolute(), path.read_bytes())


def _file_of(module: str) -> Path:
    """Returns the file of a module that can be imported."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.origin is None:
        raise InvalidInput(
            f"There is no module {module!r}. Install the package that it belongs to, or name the "
            "path of a file, as in mine.py:flow."
        )
    return Path(spec.origin)


def _run(source: Source) -> types.ModuleType:
    """Returns the module of a source, run the first time that it is asked for."""
    if source.sha256 not in _modules:
        promise = f"{source.place} cannot be loaded"
        _modules[source.sha256] = attempt(promise, lambda: _executed(source))
    return _modules[source.sha256]


def _executed(source: Source) -> types.ModuleType:
    if any(word in source.content for word in (b"tensorflow", b"keras")):
        # Loaded by the code itself, TensorFlow would print its first messages.
        load_backend()
    if source.kind != "file":
        installed = _read(source.place, source.kind)
        if installed.content != source.content:
            raise InvalidInput(
                f"The module {source.place} that is installed here is another version of the code: "
                f"{differing_lines(source.content, installed.content)}. Install that version."
            )
        return importlib.import_module(source.place)
    # Dataclasses look their module up by its name.
    module = types.ModuleType(f"own_code_{source.sha256[:16]}")
    module.__file__ = str(source.path)
    sys.modules[module.__name__] = module
    try:
        exec(compile(source.content, str(source.path), "exec"), module.__dict__)
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module
