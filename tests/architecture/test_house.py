"""The house itself: doors, names, sizes, and what the command line may import."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import seawall

SOURCE = Path(seawall.__file__).parent
ROOMS = sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = ("numpy", "pandas", "scipy", "numba", "matplotlib", "pyarrow", "jinja2", "yaml")


def _imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_takes_gives_and_never_does(room: str) -> None:
    doc = importlib.import_module(f"seawall.{room}").__doc__ or ""
    for word in ("Takes", "Gives", "Never"):
        assert word in doc, f"the door of {room} does not say {word}"


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_lists_its_names_in_order_and_each_exists(room: str) -> None:
    door = importlib.import_module(f"seawall.{room}")
    names = list(door.__all__)
    upper = [name for name in names if name.isupper()]
    classes = [name for name in names if not name.isupper() and name[0].isupper()]
    functions = [name for name in names if name[0].islower()]
    assert names == sorted(upper) + sorted(classes) + sorted(functions)
    for name in names:
        assert hasattr(door, name), f"seawall.{room} lists {name}, but does not have it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_other_rooms_are_entered_by_their_door(path: Path) -> None:
    room = path.relative_to(SOURCE).parts[0]
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] == "seawall" and len(parts) > 2:
            assert parts[1] == room, f"{path.name} reaches into {name}; import it from seawall.{parts[1]}"
        assert name != "seawall", f"{path.name} imports the root, which would close a circle"


@pytest.mark.parametrize("room", ROOMS)
def test_no_public_function_shares_a_modules_name(room: str) -> None:
    door = importlib.import_module(f"seawall.{room}")
    modules = {info.name for info in pkgutil.iter_modules(door.__path__)}
    assert not modules & set(door.__all__)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_holds_one_subject(path: Path) -> None:
    # what is compiled stands in one file, because the compiler's cache notices only edits of that file
    most = 700 if path.name.endswith("kernels.py") else 400
    lines = len(path.read_text().splitlines())
    assert lines <= most, f"{path.name} has {lines} lines; is there a second subject in it?"


def test_the_root_offers_what_it_says() -> None:
    assert list(seawall.__all__) == sorted(seawall.__all__)
    for name in seawall.__all__:
        assert getattr(seawall, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        seawall.nothing  # noqa: B018


LOADED = f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["report", "--help"],
        ["greeks", "--help"],
        ["what-if", "--help"],
        ["capm", "--help"],
        ["optimize", "--help"],
        ["frontier", "--help"],
        ["data", "--help"],
        ["data", "check", "--help"],
        ["pull", "--help"],
        ["forecast", "--help"],
        ["acf", "--help"],
        ["volatility", "--help"],
        ["book", "--help"],
        ["replay", "--help"],
        ["simulate", "exchange", "--help"],
        ["detect", "--help"],
        ["detect", "run", "--help"],
    ],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
import sys
sys.argv = ['seawall', *{arguments!r}]
from seawall.cli import main
try:
    main()
except SystemExit:
    pass
{LOADED}"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []", done.stdout


def test_importing_seawall_imports_nothing_heavy() -> None:
    code = f"import sys, seawall\n{LOADED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "HEAVY []"


def test_a_simulated_book_waits_for_no_statistics_and_no_pictures() -> None:
    code = """
import sys
from seawall.report import compose_book, print_book
from seawall.workflows import follow_tape, open_simulated_tape
print([name for name in ('pandas', 'scipy.special', 'scipy.stats', 'matplotlib', 'jinja2') if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
