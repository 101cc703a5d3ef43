"""A guard for the tests: each is collected, can fail, and stands in the same order every time."""

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


# --- the same tests in the same order -------------------------------------------------------------

MAKES_A_SET = {"set", "frozenset"}
LISTS_A_FOLDER = {"glob", "rglob", "iterdir", "listdir", "scandir"}
KEEPS_THE_ORDER = {
    *("list", "tuple", "iter", "enumerate", "reversed", "map", "filter", "zip", "fromkeys"),
    *("product", "chain", "combinations", "permutations"),
}
Values = dict[str, ast.expr]


def shuffled(folder: Path) -> Iterator[str]:
    """Yield one message for each list of cases whose order may differ from process to process.

    Two processes that share the tests must find the same ones in the same order; that of a set
    of texts depends on the hash seed, and that of a folder on the file system.
    """
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = dict(assignments(tree))
        for call in ast.walk(tree):
            for values in cases(call):
                if has_no_order(values, named):
                    where = path.relative_to(folder).as_posix()
                    yield f"{where}:{values.lineno}: cases without an order; use sorted()"


def assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a module gives to values, with those values."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def cases(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the values from which a statement makes tests, if it does."""
    match node:
        case ast.Call(func=ast.Attribute(attr="parametrize"), args=[_, values, *_]):
            yield values
        case ast.Call(func=ast.Attribute(attr="parametrize" | "fixture"), keywords=keywords):
            yield from (word.value for word in keywords if word.arg in ("params", "argvalues"))


def has_no_order(value: ast.expr, named: Values) -> bool:
    """Whether the order of these values may differ from process to process."""
    match value:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Name(id=name) if name in named:
            return has_no_order(named[name], {k: v for k, v in named.items() if k != name})
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=given):
            is_source = name in MAKES_A_SET | LISTS_A_FOLDER
            return is_source or (name in KEEPS_THE_ORDER and any_without(given, named))
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor() | ast.Add()):
            return any_without([value.left, value.right], named)
        case ast.ListComp(generators=loops) | ast.GeneratorExp(generators=loops):
            return any_without([loop.iter for loop in loops], named)
        case ast.DictComp(generators=loops):
            return any_without([loop.iter for loop in loops], named)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return any_without([one.value for one in items if isinstance(one, ast.Starred)], named)
    return False


def any_without(values: list[ast.expr], named: Values) -> bool:
    """Whether any of the values has no order."""
    return any(has_no_order(value, named) for value in values)


def test_cases_have_an_order() -> None:
    assert list(shuffled(TESTS)) == []


def test_no_list_of_cases_is_a_set(request: pytest.FixtureRequest) -> None:
    """Sets that another module defines, which the source of a test does not show.

    Views of a dictionary are sets too, with the dictionary's order.
    """
    marks = [mark for item in request.session.items for mark in item.iter_markers("parametrize")]

    assert marks
    assert [mark for mark in marks if isinstance(mark.args[1], set | frozenset)] == []


@pytest.mark.parametrize(
    "values",
    [
        '{"a", "b"}',
        'set("ab")',
        'frozenset("ab")',
        'list({"a", "b"})',
        '[*{"a", "b"}]',
        'set(LIBRARY) - {"a"}',
        "LIBRARY.keys() & WORDS",
        "[word for word in WORDS]",
        "{word: 1 for word in WORDS}",
        "list(map(str, WORDS))",
        "ALIAS",
        "list(FOLDER.glob('*'))",
        "[path for path in FOLDER.iterdir()]",
        "dict.fromkeys(WORDS)",
        "zip(WORDS, (1, 2))",
    ],
)
@pytest.mark.parametrize(
    "source",
    [
        '@pytest.mark.parametrize("word", {})\ndef test_x(word):\n    assert f(word)\n',
        "@pytest.fixture(params={})\ndef word(request):\n    return request.param\n",
    ],
)
def test_planted_cases_without_an_order_are_caught(
    tmp_path: Path, source: str, values: str
) -> None:
    text = f'WORDS = {{"a", "b"}}\nALIAS: object = WORDS\n{source.replace("{}", values)}'
    (tmp_path / "test_a.py").write_text(text, encoding="utf-8")

    [found] = shuffled(tmp_path)

    assert found == "test_a.py:3: cases without an order; use sorted()"


@pytest.mark.parametrize(
    "values",
    [
        '["a", "b"]',
        '{"a": 1, "b": 2}',
        'sorted({"a", "b"})',
        "sorted(set(LIBRARY) - WORDS)",
        "[word for word in sorted(WORDS)]",
        "[1.0 - 0.5, 2 * 3]",
        '[{"a", "b"}]',  # one case, which is a set
        "sorted(FOLDER.glob('*'))",
        "TEXTS",
    ],
)
def test_cases_with_an_order_pass(tmp_path: Path, values: str) -> None:
    text = (
        f'WORDS = {{"a", "b"}}\nTEXTS = sorted(WORDS)\n@pytest.mark.parametrize("w", {values})\n'
        "def test_x(w):\n    assert f(w)\n"
    )
    (tmp_path / "test_a.py").write_text(text, encoding="utf-8")

    assert list(shuffled(tmp_path)) == []
