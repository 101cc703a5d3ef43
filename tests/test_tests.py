"""A guard against hollow tests: every test is collected, and every test can fail."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
EXPECTS = {"raises", "warns", "fail"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def hollow(folder: Path) -> Iterator[str]:
    """Yield one message for each test in the folder that could not fail or is never run."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tests = [node for node in ast.walk(tree) if is_test(node)]
        where = path.relative_to(folder).as_posix()
        if tests and not path.name.startswith("test_"):
            yield f"{where}: tests belong in a file called test_*.py"
        for test in tests:
            if not any(can_fail(node) for node in ast.walk(test)):
                yield f"{where}: {test.name} asserts nothing"
        for group in ast.walk(tree):
            hidden = isinstance(group, ast.ClassDef) and not group.name.startswith("Test")
            if hidden and any(map(is_test, group.body)):
                yield f"{where}: pytest does not see class {group.name}"


def is_test(node: ast.AST) -> bool:
    """Whether the statement defines a test."""
    return isinstance(node, Function) and node.name.startswith("test_")


def can_fail(node: ast.AST) -> bool:
    """Whether the statement asserts something, or expects an exception or a warning."""
    match node:
        case ast.Assert(test=ast.Constant() | ast.Tuple()):
            return False  # these never depend on the program
        case ast.Assert():
            return True
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in EXPECTS or name.startswith("assert_")
    return False


def test_no_test_is_hollow() -> None:
    assert list(hollow(TESTS)) == []


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("test_a.py", "def test_x():\n    f()", "test_x asserts nothing"),
        ("test_a.py", "def test_x():\n    return f() == 1", "test_x asserts nothing"),
        ("test_a.py", "def test_x():\n    assert True", "test_x asserts nothing"),
        ("test_a.py", "def test_x():\n    assert (f() == 1, 'why')", "test_x asserts nothing"),
        ("test_a.py", "async def test_x():\n    await f()", "test_x asserts nothing"),
        ("test_a.py", "class TestA:\n    def test_x(self): f()", "test_x asserts nothing"),
        ("test_a.py", "class A:\n    def test_x(self): assert f()", "pytest does not see class A"),
        ("a.py", "def test_x():\n    assert f()", "tests belong in a file called test_*.py"),
    ],
)
def test_planted_hollow_test_is_caught(
    tmp_path: Path, name: str, source: str, expected: str
) -> None:
    (tmp_path / name).write_text(source, encoding="utf-8")

    assert list(hollow(tmp_path)) == [f"{name}: {expected}"]


@pytest.mark.parametrize(
    "body",
    [
        "assert compute() == 1",
        "for x in xs:\n        assert x",
        "with pytest.raises(ValueError):\n        compute()",
        "with pytest.warns(UserWarning):\n        compute()",
        "np.testing.assert_allclose(a, b)",
        "assert_frame_equal(a, b)",
    ],
)
def test_real_test_passes(tmp_path: Path, body: str) -> None:
    (tmp_path / "test_a.py").write_text(f"def test_x():\n    {body}\n", encoding="utf-8")

    assert list(hollow(tmp_path)) == []
