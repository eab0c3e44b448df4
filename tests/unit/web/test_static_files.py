"""The page's files as they are sent: without what only those who read their source want."""

import re

import pytest

from mien.web.transport.lean import lean
from mien.web.transport.static_files import STATIC, static_files


@pytest.mark.parametrize(
    ("suffix", "text", "sent"),
    [
        (".js", "// why\n  // and why\n  const a = 1; // here\n\n", "const a=1;"),
        (
            ".js",
            'const url = "http://x"; const words = "a;  b: c";\n',
            'const url="http://x";const words="a;  b: c";',
        ),
        (".js", 'f("a ; b", (c) => {\n  d = e ? .5 : "x"; // {\n});\n', 'f("a ; b",(c)=>{d=e?.5:"x";});'),
        (".js", "const a = `one ; two`;\n", None),
        (".js", "const a = b / c; // why\n", "const a = b / c;\n"),
        (".js", "const a = /x { y/;\n", None),
        (".js", "return x + +y - -z\n", None),
        (".css", "/* why */\n.a, .b:hover { color: red; }\n", "\n.a,.b:hover{color:red}"),
        (
            ".css",
            "@media print {\n  .a b,\n  i { top: 0; }\n}\n.c { left: 1px }\n",
            "@media print{.a b,i{top:0}}.c{left:1px}",
        ),
        (".css", '.a { width: calc(1px + 2px); content: "⚠︎ "; }', '.a{width:calc(1px + 2px);content:"⚠︎ "}'),
        (
            ".html",
            "<div>\n  <p>a</p>\n  <b>c</b>\n  <i>d</i>\n</div>",
            "<div><p>a</p>\n<b>c</b>\n<i>d</i></div>",
        ),
        (".webmanifest", '{\n  "a b": [\n    { "c": "d e" }\n  ]\n}\n', '{"a b":[{"c":"d e" }]}'),
        (".html", "<p>\n  one <b>two</b>\n</p>\n", "<p>\none <b>two</b></p>\n"),
    ],
)
def test_a_file_loses_its_comments_and_indentation_and_nothing_else(
    suffix: str, text: str, sent: str | None
) -> None:
    assert lean(suffix, text) == (text if sent is None else sent)


def test_no_text_in_a_script_is_another_one() -> None:
    texts = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`\n]*`')
    for script in STATIC.rglob("*.js"):
        source = re.sub(r"^[ \t]*//.*\n", "", script.read_text("utf-8"), flags=re.MULTILINE)
        source = re.sub(r"(?<=[;{}),]) // .*$", "", source, flags=re.MULTILINE)
        assert texts.findall(lean(".js", source)) == texts.findall(source), script.name


def test_no_script_has_a_text_over_several_lines_which_would_lose_its_indentation() -> None:
    for script in STATIC.rglob("*.js"):
        for line in script.read_text("utf-8").splitlines():
            assert line.count("`") % 2 == 0, f"{script.name}: {line}"


def test_pictures_are_sent_as_they_are() -> None:
    assert static_files()["icon-192.png"].plain == (STATIC / "icon-192.png").read_bytes()
