"""YAML from strangers: the same values by the quick and by the exact reader, and what is refused."""

import time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aegis_import.adapters.text.bad_text import BadText
from aegis_import.adapters.text.yaml_events import compose_all
from aegis_import.adapters.text.yaml_text import YAML_DEPTH, decode_yaml


class Reference(yaml.CSafeLoader):
    """PyYAML's own, but dates stay text."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # as PyYAML declares it
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


WORDS = """
a yes no on off y n Yes YES No On ON OFF TRUE true tRue false null Null NULL ~ 0777 08 00000429 0o17
0x1F 0X1F 0b11 12:30:45 12:30 1:2.5 1_000 1_000.5 1e3 1.5e3 1.5e+3 1e+3 1E5 +1 -1 +.5 .5 5. .inf -.inf
+.inf .INF 123456789012345678901234567890 -9223372036854775809 18446744073709551616 0xFFFFFFFFFFFFFFFFFF
1.0 1.10 -0 -0.0 00 0 0_1 +0x1F -0x1F -0b1 1,2 0.1e-5 1.e+3 infinity nan inf +12 -0o7 1__0 0. -.5 1.2.3
0x_1 2024-01-02 2024/01/02 2024-01-02T03:04:05Z 0001 1e -1_0 +0_7 0b_1 190:20:30 1.5:3
00020b7b-4b53-4b05-a1c5-5e6a1e2b1e3b 1e5b
"""
SCALARS = WORDS.split()


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize(
    "around",
    ["a: {}", "- {}", "[a, {}]", "[{},a]", '{{"a":{}}}', "{}", "a:\n  {} # why", "? {}\n: 1", "- - {}\r\n", "a:\t{}"],
)
def test_scalars_are_read_as_yaml_1_1_wherever_they_stand(around: str, scalar: str) -> None:
    text = around.format(scalar)
    expected = list(yaml.load_all(text, Reference))
    assert repr(decode_yaml(text)) == repr(expected)
    assert repr(compose_all(text, depth=YAML_DEPTH)) == repr(expected)


@pytest.mark.parametrize(
    "text, documents",
    [
        ("", []),
        ("# nothing\n", []),
        ("---\n", [None]),
        ("a: 1\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}]),
        ("id: 00000429\ndate: 2024-01-02", [{"id": "00000429", "date": "2024-01-02"}]),
        ("a: &x {c: 1}\nb:\n  <<: *x\n  d: 2", [{"a": {"c": 1}, "b": {"c": 1, "d": 2}}]),
        ("a: &x {c: 1}\nb:\n  c: 2\n  <<: *x", [{"a": {"c": 1}, "b": {"c": 2}}]),
        ("b:\n  <<: [{c: 1}, {c: 2, d: 2}]", [{"b": {"c": 1, "d": 2}}]),
        ("a: &x [1, 2]\nb: *x", [{"a": [1, 2], "b": [1, 2]}]),
        (
            "a: !!str 1\nb: !!int '3'\nc: !!float 3\nd: !!null ''\ne: ! 'x'",
            [{"a": "1", "b": 3, "c": 3.0, "d": None, "e": "x"}],
        ),
        ("a: !!timestamp 2024-01-02", [{"a": "2024-01-02"}]),
        ("a: !!seq [1]\nb: !!map {c: 1}", [{"a": [1], "b": {"c": 1}}]),
        ("a: =", [{"a": "="}]),
        ("a: <<", [{"a": "<<"}]),
        ("a: '<<'\n'<<': 1", [{"a": "<<", "<<": 1}]),
        ("a: \u200d\u202e\xa0x\ty", [{"a": "\u200d\u202e\xa0x\ty"}]),
        ("a: '*x'\nb: \"&y\"\nc: 'on'", [{"a": "*x", "b": "&y", "c": "on"}]),
        ("a: |\n  on\n  *x\n  !y\n", [{"a": "on\n*x\n!y\n"}]),
        ("%YAML 1.1\n---\na: yes", [{"a": True}]),
        ("1: a\n1.5: b\n~: c", [{1: "a", 1.5: "b", None: "c"}]),
    ],
)
def test_what_is_read(text: str, documents: list[Any]) -> None:
    assert decode_yaml(text) == documents


@pytest.mark.parametrize(
    "text, says, line",
    [
        ("a: 1\nb: 2\na: 3", "names 'a' twice", 3),
        ("x: {a: 1, a: 2}", "names 'a' twice", 1),
        ("b:\n  <<: {c: 1}\n  <<: {d: 1}", "names '<<' twice", 3),
        ("a: 1\nb: !foo 1", "tag '!foo' is unknown", 2),
        ("a: !foo {b: 1}", "tag '!foo' is unknown", 1),
        ("a: !!python/object/apply:os.system [x]", "2002:python/object/a.* is unknown", 1),
        ("a: !!binary aGk=", "binary' is unknown", 1),
        ("a: !!set {b, c}", "set' is unknown", 1),
        ("%TAG ! tag:x,2000:\n---\na: !b 1", "'tag:x,2000:b' is unknown", 3),
        ("a: !!int x", "'x' is no int", 1),
        ("a: !!bool x", "'x' is no bool", 1),
        ("a: 1\nb: *x", "alias 'x' is unknown", 2),
        ("a: &x [*x]", "stands in what it names", 1),
        ("a: &x {b: {<<: *x}}", "stands in what it names", 1),
        ("a: &x 1\n---\nb: *x", "alias 'x' is unknown", 3),
        ("b:\n  <<: 5", "no mapping", 2),
        ("b:\n  <<: [{a: 1}, 5]", "no mapping", 2),
        ("? [1]\n: 2", "collection as its key", 1),
        ("a: b: c", "mapping values are not allowed", 1),
        ("x:\n  - [1,\n", "did not find expected", 3),
        ("\ta: b", "cannot start any token", 1),
        ("a: \x00", "control characters are not allowed", 1),
        ("a: 1\nb: \x07", "control characters are not allowed", 2),
        ('a: "\\ud800"', "invalid Unicode character escape", 1),
        ("a: 'x", "unexpected end of stream", 1),
        ("%TAG !a! tag:a\n" * 40 + "---\na", "more than 32 directives", None),
    ],
)
def test_what_is_refused_with_the_line_where_it_stands(text: str, says: str, line: int | None) -> None:
    with pytest.raises(BadText, match=says) as refused:
        decode_yaml(text)
    assert refused.value.line == line


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "[" * 130 + "]" * 130, "- " * 100_000 + "a", "? " * 100_000, "{a: " * 100_000, '[["]",' * 50_000,
     "".join("  " * depth + "a:\n" for depth in range(500)), "- &a\n" * 3 + "&b [" * 70_000],
)  # fmt: skip
def test_nesting_has_a_limit_that_acts_before_the_stack_and_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(BadText, match=r"nested deeper than 128|did not find|could not find|not allowed|cannot have"):
        decode_yaml(text)
    assert time.process_time() - began < 2


def test_nesting_up_to_the_limit_is_read() -> None:
    text = "[" * 128 + "]" * 128
    assert decode_yaml(text) == list(yaml.load_all(text, Reference))


def bomb(kind: str) -> str:
    if kind == "aliases":
        lines = ["a0: &a0 [lol, lol]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    elif kind == "merges":
        lines = ["a0: &a0 {x: lol}"]
        lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}], y{n}: 1}}" for n in range(1, 30)]
    else:
        lines = ["a: &a " + "x" * 100_000, "b: [" + ", ".join(["*a"] * 1_000) + "]"]
    return "\n".join(lines)


@pytest.mark.parametrize("kind", ["aliases", "merges", "long text"])
def test_what_aliases_and_merge_keys_expand_to_is_limited_and_stops_early(kind: str) -> None:
    began = time.process_time()
    with pytest.raises(BadText, match="expand to more than"):
        decode_yaml(bomb(kind))
    assert time.process_time() - began < 1


def test_a_number_to_the_base_of_60_cannot_take_long() -> None:
    began = time.process_time()
    long = "1" + ":59" * 200_000
    assert decode_yaml(f"a: {long}") == [{"a": long}]
    assert decode_yaml(f"a: {'9' * 5_000}") == [{"a": "9" * 5_000}]
    assert time.process_time() - began < 2


PARTS = [
    *SCALARS, "\n", "\r\n", "\r", "\x85", "\u2028", "\ufeff", " ", "  ", "\t", ": ", "- ", "? ",
    "[", "]", "{", "}", ", ", ",", "'", '"', "# ", "&a ", "*a", "!", "! ", "!!str ", "<<: ", "---\n", "...\n", "|\n",
    ">\n", "%", "@", "`", ":", "-", "\\", "=", "a", "b",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30))
def test_both_readers_give_what_pyyaml_gives_or_refuse(parts: list[str]) -> None:
    text = "".join(parts)
    try:
        read: Any = decode_yaml(text)
    except BadText:
        read = None
    try:
        exact: Any = compose_all(text, depth=YAML_DEPTH)
    except BadText:
        exact = None
    assert repr(read) == repr(exact)
    if exact is not None and "=" not in text and "<<" not in text and text.count("&a ") < 2:
        assert repr(exact) == repr(list(yaml.load_all(text, Reference)))
