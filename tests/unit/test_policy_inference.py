"""Permissions are read off the syntax tree, through whatever names the code goes by."""

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.domain.contract import Permissions
from chotu_bot.domain.malformed import MalformedToolError
from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.comparison import compare
from chotu_bot.gate.policy.inference import infer, infer_permissions
from chotu_bot.gate.policy.naming import canonical
from chotu_bot.gate.policy.program import analyse
from static_samples import contract_from

READ_PATH = Permissions(read=("path",))
WRITE_PATH = Permissions(write=("path",))
CASES = {
    "open": ("open(path)", READ_PATH),
    "open for writing": ("open(path, 'w')", WRITE_PATH),
    "open by keyword": ("open(file=path, mode='ab')", WRITE_PATH),
    "open with an unknown mode": ("open(path, other)", WRITE_PATH),
    "open for reading bytes": ("open(path, mode='rb')", READ_PATH),
    "path object": ("Path(path).read_text()", READ_PATH),
    "path joined": ("(Path(path) / other / 'x').write_text('')", WRITE_PATH),
    "os.path.join": ("open(os.path.join(path, other), 'x')", WRITE_PATH),
    "f-string": ("open(f'{path}/{other}')", READ_PATH),
    "percent": ("open('%s/%s' % (path, other))", READ_PATH),
    "format": ("open('{}/{}'.format(path, other))", READ_PATH),
    "concatenation": ("open(path + '.bak', 'w')", WRITE_PATH),
    "string methods": ("open(path.strip().replace('a', 'b'))", READ_PATH),
    "parent": ("os.makedirs(Path(path).parent)", WRITE_PATH),
    "walk": ("[open(os.path.join(a, f)) for a, b, c in os.walk(path) for f in c]", READ_PATH),
    "glob": ("[p.read_bytes() for p in Path(path).rglob('*')]", READ_PATH),
    "map": ("list(map(open, [path]))", READ_PATH),
    "lambda": ("(lambda name: open(name))(path)", READ_PATH),
    "partial": ("functools.partial(open, mode='w')(path)", WRITE_PATH),
    "getattr": ("getattr(os, 'rem' + 'ove')(path)", WRITE_PATH),
    "vars": ("vars(os)['unlink'](path)", WRITE_PATH),
    "dict of functions": ("{'a': open, 'b': len}['a'](path)", READ_PATH),
    "attrgetter": ("operator.attrgetter('remove')(os)(path)", WRITE_PATH),
    "methodcaller": ("operator.methodcaller('rmdir', path)(os)", WRITE_PATH),
    "import_module": ("importlib.import_module('o' + 's').remove(path)", WRITE_PATH),
    "dunder import": ("__import__('shutil').rmtree(path)", WRITE_PATH),
    "builtins": ("__builtins__.open(path)", READ_PATH),
    "module of a module": ("shutil.os.remove(path)", WRITE_PATH),
    "copy": ("shutil.copy(path, other)", Permissions(read=("path",), write=("other",))),
    "read and write": ("(open(path), open(path, 'w'))", WRITE_PATH),
    "sqlite": ("sqlite3.connect(path)", WRITE_PATH),
    "sqlite read-only": ("sqlite3.connect(f'file:{path}?mode=ro', uri=True)", READ_PATH),
    "sqlite in memory": ("sqlite3.connect(':memory:')", Permissions()),
    "zip": ("zipfile.ZipFile(path, 'a')", WRITE_PATH),
    "zip in memory": ("zipfile.ZipFile(io.BytesIO(), 'w')", Permissions()),
    "fall-back folder": ("os.makedirs(os.path.dirname(path) or '.')", WRITE_PATH),
    "async": ("[h for h in (open(n) for n in [path])]", READ_PATH),
    "unpacked": ("(lambda a, *b: open(b[0]))(other, path)", READ_PATH),
    "keywords": ("(lambda **k: open(k['a']))(a=path, b=other)", READ_PATH),
    "spread": ("open(*[path, 'w'])", WRITE_PATH),
    "merged dictionaries": ("open({**{'a': path}, 'b': other}['a'])", READ_PATH),
    "default dictionary": ("open({'a': path}.get(other, path))", READ_PATH),
    "os.open": ("os.open(path, os.O_RDONLY)", READ_PATH),
    "os.open for writing": ("os.open(path, os.O_RDWR)", WRITE_PATH),
    "chained": (
        "Path(path).with_suffix('.x').resolve().rename(other)",
        Permissions(write=("path", "other")),
    ),
    "joinpath": ("Path(path).joinpath(other, 'x').exists()", READ_PATH),
    "itemgetter": ("open(operator.itemgetter('a')({'a': path, 'b': other}))", READ_PATH),
    "zip members": (
        "zipfile.ZipFile(path).extractall(other)",
        Permissions(read=("path",), write=("other",)),
    ),
    "disk usage": ("shutil.disk_usage(path)", Permissions(system=True)),
    "datagram": (
        "socket.socket().sendto(b'', (other, 53))",
        Permissions(net=("{other}",)),
    ),
    "program with a path": ("subprocess.run(['/usr/bin/git'])", Permissions(run=("/usr/bin/git",))),
    "browser": ("__import__('webbrowser').open(path)", Permissions(run=("xdg-open",))),
    "interpreter": ("subprocess.run([__import__('sys').executable])", Permissions(run=("python",))),
    "scratch": ("open(os.path.join(tempfile.mkdtemp(), 'x'), 'w')", Permissions()),
    "null device": ("open(os.devnull if 0 else '/dev/null', 'w')", Permissions()),
    "proc": ("open('/proc/meminfo')", Permissions(system=True)),
    "proc of a process": ("open(f'/proc/{other}/stat')", Permissions(system=True)),
    "load": ("os.getloadavg()", Permissions(system=True)),
    "psutil": ("psutil.cpu_percent()", Permissions(system=True)),
    "environment": ("os.environ['LANG']", Permissions(env=("LANG",))),
    "getenv": ("os.getenv('LANG')", Permissions(env=("LANG",))),
    "in environment": ("'CI' in os.environ", Permissions(env=("CI",))),
    "home": ("Path.home()", Permissions(env=("HOME",))),
    "process": ("subprocess.run(['git', 'log', other])", Permissions(run=("git",))),
    "process by parameter": ("subprocess.run([path, '-v'])", Permissions(run=("{path}",))),
    "process by words": ("subprocess.run(shlex.split('git log'))", Permissions(run=("git",))),
    "shell": ("os.system('ls')", Permissions(run=("sh",))),
    "connection": (
        "socket.create_connection(('example.com', 80))",
        Permissions(net=("example.com:80",)),
    ),
    "connection by parameter": (
        "socket.create_connection((other, 80))",
        Permissions(net=("{other}",)),
    ),
    "https": (
        "http.client.HTTPSConnection('example.com')",
        Permissions(net=("example.com:443",)),
    ),
    "url": (
        "urllib.request.urlopen(f'https://example.com:8443/{other}')",
        Permissions(net=("example.com:8443",)),
    ),
    "url by parameter": (
        "urllib.request.urlopen(urllib.request.Request(other + '/x'))",
        Permissions(net=("{other}",)),
    ),
    "nothing": ("path.upper() + other", Permissions()),
}
IMPORTS = """
import functools, http.client, importlib, io, operator, os, shlex, shutil, socket, sqlite3
import subprocess, tempfile, urllib.request, zipfile
import psutil
from pathlib import Path
"""


def _source(expression: str) -> str:
    head = 'def work(path: str, other: str) -> str:\n    """Work."""\n'
    return f"{IMPORTS}\n{head}    return str({expression})\n"


@pytest.mark.parametrize(("expression", "wanted"), CASES.values(), ids=CASES)
def test_an_expression_needs_exactly_these_permissions(
    expression: str, wanted: Permissions
) -> None:
    assert infer_permissions(_source(expression)) == wanted


@pytest.mark.parametrize(("expression", "wanted"), CASES.values(), ids=CASES)
def test_what_is_inferred_is_what_has_to_be_declared(expression: str, wanted: Permissions) -> None:
    source = _source(expression)
    contract = contract_from(source, wanted)
    found = list(compare(infer(ast.parse(source), contract), contract))
    assert [one for one in found if one.level is Level.ERROR] == []


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [case for case in CASES.values() if case[1] != Permissions()],
    ids=[name for name, case in CASES.items() if case[1] != Permissions()],
)
def test_f40_what_is_not_declared_is_named_with_its_line(
    expression: str, wanted: Permissions
) -> None:
    source = _source(expression)
    contract = contract_from(source, Permissions())
    found = list(compare(infer(ast.parse(source), contract), contract))
    kinds = set(wanted.to_json())
    assert {one.rule for one in found} == {f"policy/undeclared-{kind}" for kind in kinds}
    assert {one.line for one in found} == {source[: source.index("return")].count("\n") + 1}


def _declared(source: str, permissions: Permissions) -> set[str]:
    text = textwrap.dedent(source)
    contract = contract_from(text, permissions)
    found = compare(infer(ast.parse(text), contract), contract)
    return {one.rule for one in found if one.level is Level.ERROR}


TWO_HELPERS = '''
def work(first: str, second: str) -> int:
    """Work."""
    return _size(first) + _size(second)


def _size(name: str) -> int:
    with open(name) as handle:
        return len(handle.read())
'''


def test_a_helper_called_with_two_parameters_needs_both() -> None:
    assert infer_permissions(TWO_HELPERS).read == ("first", "second")
    assert _declared(TWO_HELPERS, Permissions(read=("first",))) == {"policy/undeclared-read"}


def test_a_permission_nobody_needs_is_an_error() -> None:
    given = Permissions(read=("first", "second"), net=("example.com:80",), system=True)
    assert _declared(TWO_HELPERS, given) == {"policy/unused-permission"}


def test_a_permission_on_no_parameter_is_an_error() -> None:
    given = Permissions(read=("first", "second", "third"))
    assert _declared(TWO_HELPERS, given) == {"policy/unused-permission"}


def test_reading_is_covered_by_writing() -> None:
    assert _declared(TWO_HELPERS, Permissions(write=("first", "second"))) == {
        "policy/unused-permission"
    }
    both = TWO_HELPERS.replace("open(name)", "open(name, 'r+')")
    assert _declared(both, Permissions(write=("first", "second"))) == set()


def test_reading_as_well_as_writing_may_be_said_of_what_is_written() -> None:
    source = _source("open(path, 'a')")
    assert _declared(source, Permissions(read=("path",), write=("path",))) == set()
    assert _declared(source, Permissions(read=("path",))) == {
        "policy/undeclared-write",
        "policy/unused-permission",
    }


def test_what_a_program_is_given_may_be_declared_and_needs_not() -> None:
    source = _source("__import__('subprocess').run(['git', '-C', path, 'log'])")
    run = ("git",)
    assert infer_permissions(source) == Permissions(run=run)
    assert _declared(source, Permissions(run=run)) == set()
    assert _declared(source, Permissions(run=run, read=("path",))) == set()
    assert _declared(source, Permissions(run=run, write=("path",))) == set()
    both = _source("(open(path), __import__('subprocess').run(['git', path]))")
    assert _declared(both, Permissions(run=run)) == {"policy/undeclared-read"}


def test_a_database_that_a_statement_attaches_is_written() -> None:
    source = _source("__import__('sqlite3').connect(path).execute('ATTACH ? AS o', (other,))")
    wanted = Permissions(write=("other", "path"))
    assert {*infer_permissions(source).write} == {*wanted.write}
    fixed = _source("__import__('sqlite3').connect(path).execute(\"ATTACH '/etc/x' AS o\")")
    assert _declared(fixed, Permissions(write=("path",))) == {"policy/undeclared-write"}


def test_files_named_by_a_list_parameter_belong_to_it() -> None:
    source = '''
    from pathlib import Path


    class _Box:
        def __init__(self, paths: list[str]) -> None:
            self.paths = [Path(one) for one in paths]

        @property
        def first(self) -> Path:
            return self.paths[0]


    def work(inputs: list[str], count: int = 1) -> str:
        """Work."""
        box = _Box(inputs)
        for number, path in enumerate(sorted(box.paths)):
            if number < count:
                path.touch()
        return box.first.read_text()
    '''
    assert infer_permissions(textwrap.dedent(source)) == Permissions(write=("inputs",))


def test_pairs_keep_their_places() -> None:
    source = '''
    import shutil


    def work(sources: list[str], targets: list[str]) -> int:
        """Work."""
        plan = {"from": sources, "to": targets}
        for one, other in zip(plan["from"], plan["to"]):
            shutil.copyfile(one, other)
        return len(sources)
    '''
    assert infer_permissions(textwrap.dedent(source)) == Permissions(
        read=("sources",), write=("targets",)
    )


def test_machine_facts_by_default_are_system_or_a_granted_path() -> None:
    source = '''
    from pathlib import Path


    def work(root: str = "/sys/class/power_supply") -> str:
        """Work."""
        return (Path(root) / "BAT0" / "capacity").read_text()
    '''
    assert infer_permissions(textwrap.dedent(source)) == Permissions(system=True)
    assert _declared(source, Permissions(system=True)) == set()
    assert _declared(source, Permissions(read=("root",))) == set()
    assert _declared(source, Permissions()) == {"policy/undeclared-system"}


def test_a_default_address_may_be_declared_in_place_of_its_parameter() -> None:
    source = '''
    import http.client


    def work(host: str = "api.example.com") -> int:
        """Work."""
        link = http.client.HTTPSConnection(host, timeout=5)
        link.request("GET", "/")
        return link.getresponse().status
    '''
    assert infer_permissions(textwrap.dedent(source)).net == ("{host}",)
    assert _declared(source, Permissions(net=("{host}",))) == set()
    assert _declared(source, Permissions(net=("api.example.com:443",))) == set()
    assert _declared(source, Permissions(net=("example.com:443",))) == {
        "policy/undeclared-net",
        "policy/unused-permission",
    }


def test_a_path_nobody_can_trace_is_an_error_unless_such_a_permission_is_there() -> None:
    source = '''
    import html.parser


    class _Parser(html.parser.HTMLParser):
        def handle_data(self, data):
            open(data).read()


    def work(text: str, path: str) -> str:
        """Work."""
        _Parser().feed(text)
        return open(path).read()
    '''
    assert _declared(source, Permissions(read=("path",))) == set()
    assert _declared(source, Permissions()) == {"policy/undeclared-read"}


def test_the_main_block_is_left_to_the_contract_check() -> None:
    source = _source("path") + '\n\nif __name__ == "__main__":\n    open("/etc/passwd")\n'
    assert infer_permissions(source) == Permissions()


def test_a_source_without_one_public_function_is_refused() -> None:
    with pytest.raises(MalformedToolError):
        infer_permissions("x = 1\n")


@pytest.mark.no_cover
def test_a_tangle_ends_and_says_so() -> None:
    functions = "\n".join(
        f"def _f{n}(*a):\n    return [g(*a, *TABLE) for g in TABLE]\n" for n in range(420)
    )
    table = "TABLE = [" + ", ".join(f"_f{n}" for n in range(420)) + "]\n"
    assert analyse(functions + table).tangled


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("posix.system", "os.system"),
        ("shutil.os.system", "os.system"),
        ("random._os", "os"),
        ("socket.socket", "socket.socket"),
        ("asyncio.subprocess", "asyncio.subprocess"),
        ("io.open", "builtins.open"),
        ("os.path", "os.path"),
        ("posixpath.join", "os.path.join"),
        ("json.__builtins__", "builtins"),
        ("tool.os", "tool.os"),
    ],
)
def test_one_thing_has_one_name(name: str, full: str) -> None:
    assert canonical(name) == full


@given(st.text(alphabet="abo.s_path", max_size=24))
def test_naming_is_stable(name: str) -> None:
    assert canonical(canonical(name)) == canonical(name)
