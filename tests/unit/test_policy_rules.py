"""Every rule is broken by its example, documented, and quiet about plain code."""

import ast
from pathlib import Path

import pytest

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.inference import follow
from chotu_bot.gate.policy.rules.catalogue import SUITE_RULES, TOOL_RULES
from chotu_bot.gate.policy.rules.page import PATH, page
from chotu_bot.gate.policy.rules.patterns import is_slow

# Code in which the line that matters breaks the rule; several for rules with several readings.
BREAKS = {
    "policy/dynamic-code": [
        "eval(x)",
        "import timeit\ntimeit.timeit(x)",
        "compile(x, '', 'exec')",
        "import jinja2\njinja2.Template(x)",
        "from sympy import sympify\nsympify(x)",
        "class C:\n    __annotations__ = {'a': x}",
        "f.__annotations__['a'] = x",
    ],
    "policy/dynamic-import": [
        "import importlib\nimportlib.import_module(x)",
        "import importlib.util\nimportlib.util.module_from_spec(x)",
        "__loader__.load_module('os')",
    ],
    "policy/dynamic-name": [
        "import os\ngetattr(os, x)()",
        "import os\nvars(os)[x]",
        "globals()[x]()",
    ],
    "policy/native-code": ["import ctypes", "from cffi import FFI"],
    "policy/deserialisation": [
        "import pickle\npickle.loads(x)",
        "import yaml\nyaml.load(x)",
        "import yaml\nyaml.load(x, Loader=yaml.Loader)",
        "import numpy as np\nnp.load(x, allow_pickle=True)",
    ],
    "policy/reflection": [
        "x.__subclasses__()",
        "getattr(x, '__globals__')",
        "'{0.__init__.__globals__}'.format(x)",
        "import sys\nsys._getframe()",
    ],
    "policy/patching": [
        "import json\njson.dumps = x",
        "import json\ndel json.dumps",
        "import json\nfor json.dumps in x:\n    pass",
        "import json\nsetattr(json, 'dumps', x)",
        "import json\njson.__dict__.update(dumps=x)",
        "import sys\nsys.modules['json'] = x",
        "import sys\nsys.path.insert(0, x)",
        "import builtins\nbuiltins.__dict__['len'] = x",
        "import sys\n(a, *sys.path_hooks) = x",
        "import json\nwith x as json.dumps:\n    pass",
    ],
    "policy/process-state": [
        "import atexit\natexit.register(x)",
        "import sys\nsys.excepthook = x",
        "import threading\nt = threading.Thread(target=x)\nt.daemon = True",
        "import threading\nthreading.Thread(target=x, daemon=True)",
    ],
    "policy/import-effect": [
        "open('x')",
        "while x:\n    pass",
        "print(1)",
        "def f(a=open('x')):\n    pass",
        "class C:\n    y = input()",
        "y = lambda a=open('x'): a",
        "if x:\n    with x:\n        pass",
        "try:\n    open('x')\nexcept OSError:\n    pass",
    ],
    "policy/invisible-text": ["y = 'a\u200bb'", "# \u202e", "v\u0430lue = 1", "\ufb01 = 1"],
    "policy/suppression": [
        "y = 1  # nosec",
        "y = 1  # pragma: no cover",
        "# -*- coding: utf-7 -*-",
    ],
    "policy/secret": [
        "KEY = 'AKIA4XQ7RZT2MNB6WLKD'",
        "password = 'Tr0ub4dor&3-x9Qz!'",
        "f(api_key='k9$Lq2Vx7Zp1Rw4')",
        "y = {'token': 'k9$Lq2Vx7Zp1Rw4'}",
        "def f(secret='k9$Lq2Vx7Zp1Rw4'):\n    pass",
        "y['secret'] = 'k9$Lq2Vx7Zp1Rw4'",
        "if token == 'k9$Lq2Vx7Zp1Rw4':\n    pass",
        "url = 'postgres://me:hunter77@db.internal'",
        "pwd: str = 'k9$Lq2Vx7Zp1Rw4'",
        "if password == 'letmein99':\n    pass",
        "h = {'Authorization': 'Basic YWRtaW46V2ludGVyMjAyNCE='}",
    ],
    "policy/obfuscation": [
        "open(bytes([47, 101]).decode())",
        "import codecs\nopen(codecs.decode('/rgp', 'rot13'))",
        "import subprocess\np = ''.join(reversed('lruc'))\nsubprocess.run([p, x])",
        "import socket\nsocket.create_connection(('.'.join(str(n) for n in [10, 0]), 1))",
    ],
    "policy/huge-constant": ["10 ** 10 ** 10", "2 ** 200000", "'x' * 99999999"],
    "policy/unverified-tls": [
        "import requests\nrequests.get(x, verify=False)",
        "c.check_hostname = False",
        "import ssl\ny = ssl.CERT_NONE",
        "c.verify_mode = 0",
        "import ssl\nc.verify_mode = ssl.VerifyMode(0)",
        "setattr(c, 'verify_mode', 0)",
        "import ssl\nssl.SSLContext(ssl.PROTOCOL_TLS)",
        "import smtplib\nsmtplib.SMTP(x).login(x, y)",
        "import subprocess\nsubprocess.run(['curl', '-k', x])",
        "import subprocess\nsubprocess.run(['ssh', '-o', 'StrictHostKeyChecking=no', x])",
        "import jwt\njwt.decode(x, options={'verify_signature': False})",
    ],
    "policy/sql-text": [
        "c.execute('SELECT ' + x)",
        "c.execute('SELECT * FROM t WHERE a = %s' % x)",
        "c.execute('SELECT {}'.format(x))",
        "c.execute('SELECT ' + ', '.join(n for n in x) + ' FROM t')",
        "c.execute('SELECT ' + f(x) + ' FROM t')",
        "q = f'DELETE FROM {x}'\nc.execute(q)",
        "q = 'SELECT * FROM t'\nq += ' WHERE ' + f(x)\nc.execute(q)",
        "Q = 'SELECT * FROM t WHERE a = %s'\ndef f(x):\n    c.execute(Q % x)",
        "def q(x):\n    return f'DELETE FROM {x}'\nc.execute(q(x))",
        "def run(c, s):\n    c.execute(s)\ndef f(c, x):\n    run(c, f'DELETE FROM {x}')",
        "import string\nc.execute(string.Template('SELECT $a').substitute(a=x))",
        "c.execute('SELECT * FROM t WHERE a = :a'.replace(':a', x))",
        (
            "class Q:\n    def __init__(self, t):\n        self.parts = [f'SELECT * FROM {t}']\n"
            "    def sql(self):\n        return ' '.join(self.parts)\nc.execute(Q(x).sql())"
        ),
        "p = ['SELECT * FROM t']\np.append(f'WHERE a = {x}')\nc.execute(' '.join(p))",
        "q = 'SELECT * FROM t'\nq += f' WHERE a = {x}'\nc.execute('SELECT 1;' + q)",
    ],
    "policy/query-text": [
        "r.find(f\".//user[@name='{x}']\")",
        "r.xpath('//user/' + x)",
        "c.search('dc=x', '(uid=' + x + ')')",
        "c.search_s(b, s, filterstr='(&(uid=%s)(a=b))' % x)",
    ],
    "policy/weak-random": [
        "import random\napi_key = ''\napi_key += random.choice(x)",
        "import random\ndef verification_code():\n    return random.randint(0, 9)",
        "import random\nr = random.Random(7)\ndef make_token():\n    return r.choice(x)",
        "import random\ntoken = random.choice(x)",
        "import random\ndef make_password():\n    return random.sample(x, 3)",
        "import random\nf(salt=random.random())",
    ],
    "policy/weak-hash": ["import hashlib\nhashlib.md5(x)", "import hashlib\nhashlib.new('SHA1')"],
    "policy/archive-paths": [
        "import tarfile\ntarfile.open(x).extractall(x)",
        "import tarfile\ntarfile.open(x).extractall(x, filter='fully_trusted')",
        "import tarfile\nt = tarfile.open(x)\nt.extractall(x, members=t.getmembers())",
        (
            "import os\nimport zipfile\nz = zipfile.ZipFile(x)\nfor i in z.infolist():\n"
            "    p = os.path.join(x, i.filename)\n    open(p, 'wb').write(z.read(i))"
        ),
        (
            "from pathlib import Path\ndef f(z, d):\n    for n in z.namelist():\n"
            "        (Path(d) / n).write_bytes(z.read(n))"
        ),
        (
            "import tarfile\nfrom pathlib import Path\ndef save(d, n, b):\n"
            "    (Path(d) / n).write_bytes(b)\ndef f(d):\n    t = tarfile.open(d)\n"
            "    for m in t:\n        save(d, m.name, t.extractfile(m).read())"
        ),
    ],
    "policy/password-hash": [
        "import hashlib\nhashlib.sha256(password.encode())",
        "import hashlib\nhashlib.new('sha512', salt + user.password)",
        "import hashlib\nhashlib.pbkdf2_hmac('sha256', x, y, 1000)",
        "import hashlib\nhashlib.pbkdf2_hmac('sha256', x, b'salt', 600000)",
        "import hashlib\nhashlib.scrypt(x, salt=b'salt', n=2, r=1, p=1)",
    ],
    "policy/fixed-key": [
        "import hmac\nhmac.new(b'k3y', x, 'sha256')",
        "from Crypto.Cipher import AES\nK = b'0123456789abcdef'\nAES.new(K, 2)",
        "from cryptography.fernet import Fernet\nFernet('x')",
        "import smtplib\nsmtplib.SMTP_SSL(x).login('me', 'pa55')",
        "import jwt\njwt.encode(x, 'k3y')",
        (
            "from cryptography.hazmat.primitives.ciphers import modes\n"
            "modes.CBC(b'0000000000000000')"
        ),
    ],
    "policy/secret-compare": [
        "import hmac\nhmac.new(x, y, 'sha256').hexdigest() == z",
        "import hmac\nd = hmac.new(x, y, 'sha256').digest()\nif z != d:\n    pass",
        "import os\nos.environ['API_TOKEN'] == x",
        "import os\nk = os.getenv('SECRET_KEY')\nif x == k:\n    pass",
    ],
    "policy/endless-loop": ["while True:\n    y.append(1)", "def f():\n    while 1:\n        f()"],
    "policy/unsafe-xml": ["from xml.etree import ElementTree as t\nt.parse(x)"],
    "policy/logged-secret": [
        "import logging\nlogging.info('%s', token)",
        "import logging\nlogging.getLogger('x').error(f'{y.password}')",
        "print('{}'.format(d['api_key']))",
        "print('%s' % (secret,))",
    ],
    "policy/slow-pattern": ["import re\nre.match('(a+)+b', x)"],
    "policy/evasion": [
        "import sys\n'pytest' in sys.modules",
        "import os\nos.path.exists('/.dockerenv')",
        "import pytest",
        "import sys\nsys.gettrace()",
        "import sys\n'pdb' in sys.modules",
        "import socket\nsocket.gethostname().startswith('ci')",
        "import platform\nif platform.node() == 'ci':\n    pass",
    ],
    "policy/exit": ["import os\nos._exit(0)", "raise SystemExit", "quit()"],
    "policy/fork": ["import os\nos.fork()"],
    "policy/shell": [
        "import subprocess\nsubprocess.run(x, shell=True)",
        "import os\nos.system(x)",
        "import subprocess\nsubprocess.run(['/bin/bash', '-lc', x])",
        "import subprocess\nsubprocess.run(['env', 'sh', '-c', x])",
        "import subprocess\nimport sys\nsubprocess.run([sys.executable, '-c', x])",
        "import subprocess\nfrom functools import partial\npartial(subprocess.run, shell=True)(x)",
        "import subprocess\nsubprocess.run(['find', x, '-exec', y, ';'])",
        "import subprocess\nsubprocess.run(['sudo', x])",
        "import subprocess\nsubprocess.run(['/bin/sh', '-i'])",
        "import subprocess\nsubprocess.run(['bash'], input=b'id')",
        "import subprocess\nsubprocess.run(x, **{'shell': True})",
    ],
    "policy/standard-input": [
        "input()",
        "import sys\nfor line in sys.stdin:\n    pass",
        "import sys\nsys.stdin.read()",
    ],
}
MILD = {
    "policy/obfuscation": "y = '" + "aGVsbG8gd29ybGQhIQ1Xz7Kq" * 12 + "'",
    "policy/assert": "assert x",
    "policy/global-state": "def f():\n    global y\n    y = 1",
    "policy/hidden-error": "try:\n    f()\nexcept Exception:\n    pass",
    "policy/print": "print(x)",
    "policy/fork": "import multiprocessing\nmultiprocessing.Process(target=x)",
    "policy/reflection": "x.__mro__",
    "policy/suppression": "y = 1  # noqa",
    "policy/import-effect": "for y in x:\n    pass",
    "policy/dynamic-name": "import math\ngetattr(math, x)",
    "policy/exit": "import sys\ndef main():\n    sys.exit(1)",
    "policy/evasion": "import sys\ny = sys.argv",
    "policy/huge-constant": "y = [" + "1," * 6000 + "]",
    "policy/patching": "import sys\nsys.stdout = x",
}
# Functions whose parameters are what a caller gives; whether each may pass.
GIVEN = [
    ("policy/caller-names", "return text.format(o=_O())", False),
    ("policy/caller-names", "return text.format(text, n=1)", True),
    ("policy/caller-names", "o = _O()\n    setattr(o, text, 1)", False),
    ("policy/caller-names", "o = _O()\n    o.__dict__.update(fields)", False),
    ("policy/caller-names", "if text in {'a'}:\n        setattr(_O(), text, 1)", True),
    ("policy/caller-names", "for n in ('a', 'b'):\n        setattr(_O(), n, text)", True),
    ("policy/path-parts", "return str(Path(folder) / text)", False),
    ("policy/path-parts", "return os.path.join(folder, f'{text}.txt')", False),
    ("policy/path-parts", "return str(Path(folder) / Path(text).name)", True),
    ("policy/path-parts", "return str(Path(folder, 'x.txt'))", True),
    ("policy/path-parts", "p = Path(folder, text).resolve()\n    p.relative_to(folder)", True),
    ("policy/path-parts", "return count / len(text)", True),
    ("policy/html-text", "return f'<p>{text}</p>'", False),
    ("policy/html-text", "return '<b>' + text", False),
    ("policy/html-text", "return f'<p>{html.escape(text)}</p>'", True),
    ("policy/html-text", "return f'{text} < 3'", True),
]
CASES = [(rule, code) for rule, codes in BREAKS.items() for code in codes]


def _findings(code: str) -> set[tuple[str, Level]]:
    program = follow(code, ast.parse(code), "")
    return {
        (found.rule, found.level) for rule in TOOL_RULES for found in rule.findings(program, "t.py")
    }


@pytest.mark.parametrize(("rule", "code"), CASES)
def test_code_that_breaks_a_rule_is_an_error(rule: str, code: str) -> None:
    assert (rule, Level.ERROR) in _findings(code)


@pytest.mark.parametrize(("rule", "code"), MILD.items(), ids=MILD)
def test_what_may_be_honest_is_told_and_no_error(rule: str, code: str) -> None:
    levels = {level for found, level in _findings(code) if found == rule}
    assert levels
    assert Level.ERROR not in levels


@pytest.mark.parametrize(("rule", "body", "passes"), GIVEN)
def test_what_a_caller_gives_is_followed(rule: str, body: str, passes: bool) -> None:  # noqa: FBT001 - a column of the table
    code = (
        "import html\nimport os\nfrom pathlib import Path\n\nclass _O:\n    pass\n\n"
        f"def work(folder: str, text: str, fields: dict, count: int):\n    {body}\n"
    )
    program = follow(code, ast.parse(code), "work")
    found = {one.rule for each in TOOL_RULES for one in each.findings(program, "t.py")}
    assert (rule not in found) is passes


def test_every_rule_has_a_case_here_or_is_about_size() -> None:
    assert {rule.id for rule in TOOL_RULES} - BREAKS.keys() - MILD.keys() - {
        one[0] for one in GIVEN
    } == {"policy/tangled"}


def test_rules_have_distinct_ids_and_say_why_and_what_instead() -> None:
    rules = [*TOOL_RULES, *SUITE_RULES]
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.reason.endswith(".")
        assert rule.instead
        assert rule.example


def test_the_documentation_is_what_the_rules_say() -> None:
    root = Path(__file__).parents[2]
    assert (root / PATH).read_text("utf-8") == page()


QUIET = [
    "import yaml\nyaml.load(x, Loader=yaml.SafeLoader)",
    "import hashlib\nhashlib.md5(x, usedforsecurity=False)",
    "import hashlib\nhashlib.new('sha256')",
    "c.execute('SELECT * FROM t WHERE a = ?', (x,))",
    "COLUMNS = 'a, b'\nc.execute(f'SELECT {COLUMNS} FROM t')",
    (
        "def f(c, n, values):\n    marks = ', '.join('?' for _ in values)\n"
        "    c.execute(f'INSERT INTO t VALUES ({marks}) LIMIT {int(n)}', values)"
    ),
    (
        "def f(c, t):\n    if t not in ('a', 'b'):\n        raise ValueError(t)\n"
        "    c.execute(f'SELECT * FROM {t}')"
    ),
    (
        "def f(c, ts):\n    for t in ts:\n        if not t.isidentifier():\n"
        "            raise ValueError(t)\n"
        "    c.execute('SELECT ' + ', '.join(ts) + ' FROM x')"
    ),
    (
        "def f(c, names):\n    for n in names:\n        if not n.isidentifier():\n"
        "            raise ValueError(n)\n    cols = ', '.join(f'{n} TEXT' for n in names)\n"
        "    c.execute(f'CREATE TABLE t ({cols})')"
    ),
    "c.execute('DROP TABLE \"' + x.replace('\"', '\"\"') + '\"')",
    "pool.execute(f'job {x}')",
    "import tarfile\ntarfile.open(x).extractall(x, filter='data')",
    (
        "from pathlib import Path\ndef f(z, d):\n    for n in z.namelist():\n"
        "        (Path(d) / Path(n).name).write_bytes(z.read(n))"
    ),
    (
        "from pathlib import Path\ndef f(z, d):\n    for n in z.namelist():\n"
        "        p = (Path(d) / n).resolve()\n        if not p.is_relative_to(d):\n"
        "            raise ValueError(n)\n        p.write_bytes(z.read(n))"
    ),
    (
        "def add(c, t, x):\n    c.execute(f'INSERT INTO {t} VALUES (?)', (x,))\n"
        "def f(c, x):\n    add(c, 'a', x)\n    add(c, 'b', x)"
    ),
    (
        "def f(c, a, b):\n    w = []\n    if a:\n        w.append('a = ?')\n"
        "    if b:\n        w.append('b = ?')\n"
        "    c.execute('SELECT * FROM t WHERE ' + ' AND '.join(w), (a, b))"
    ),
    (
        "class S:\n    KIND = 'a'\n    def __init__(self):\n        self.table = 't'\n"
        "    def all(self, c):\n"
        "        return c.execute(f'SELECT {self.KIND} FROM {self.table}')"
    ),
    "import re\ndef f(t, x):\n    return re.search('(a=' + re.escape(x) + ')', t)",
    "import os\nif os.environ.get('API_KEY') == '':\n    pass",
    "if password == '123456' or password == 'password':\n    pass",
    "def f(path, n):\n    return open(path + '.' + str(n).zfill(3))",
    "import subprocess\nsubprocess.run(['find', x, '-name', y])",
    "import socket\nreturned = {'host': socket.gethostname()}",
    "def f(t, x):\n    return t.find('[' + x) + t.find(x)",
    "def f(t, x):\n    return t.findall('./item/' + x)",
    "import hashlib\nhashlib.sha1(password.encode(), usedforsecurity=False)",
    "import hashlib\nimport os\nhashlib.pbkdf2_hmac('sha256', x, os.urandom(16), 600000)",
    "import hmac\nhmac.compare_digest(hmac.new(x, y, 'sha256').hexdigest(), z)",
    "import hashlib\nhashlib.sha256(x).hexdigest() == y",
    "import os\nos.environ['MODE'] == 'x'",
    "import smtplib\ns = smtplib.SMTP(x)\ns.starttls()\ns.login(x, y)",
    "import ssl\nc = ssl.create_default_context()\nc.verify_mode = ssl.CERT_REQUIRED",
    "import subprocess\nsubprocess.run(['git', '-c', 'color.ui=false', 'log'])",
    "import subprocess\nsubprocess.run(['bash', '--version'])",
    "import subprocess\ndef f(path: str):\n    subprocess.run(['bash', path])",
    "from typing import Annotated\ndef f(x: Annotated[int, len('a')]) -> 'list[int]':\n    pass",
    "def f(q):\n    while True:\n        if not q:\n            break\n        q.pop()",
    (
        "def f(q):\n    try:\n        while True:\n            q.pop()\n"
        "    except IndexError:\n        return q"
    ),
    "def f():\n    while True:\n        yield 1",
    (
        "import tarfile\ndef safe(t):\n    return [m for m in t if m.isfile()]\n"
        "t = tarfile.open(x)\nt.extractall(x, members=safe(t))"
    ),
    "token = words[0]\ntokens = token.split()",
    "password = 'your-password-here'",
    "TOKEN_PATTERN = 'k9$Lq2Vx7Zp1Rw4'",
    "import random\ndef shuffle_cards(deck):\n    random.shuffle(deck)",
    "'👩\u200d🚀 ✔\ufe0f'",
    "naïve_größe = 1",
    "x.eval()\nx.exec()\nx.compile()\nx.system()",
    "import re\nre.compile(x)",
    "import logging\nlogging.info('%d tokens', len(tokens))",
    "class A:\n    pass\nA.x = 1\nA().y = 2\nsetattr(A, 'z', 3)",
    "import argparse\nargparse.ArgumentParser()",
    "if True:\n    import json",
]


@pytest.mark.parametrize("code", QUIET)
def test_f04_plain_code_breaks_no_rule(code: str) -> None:
    errors = {rule for rule, level in _findings(code) if level is Level.ERROR}
    assert errors - {"policy/import-effect"} == set()


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+", r"(a*)*b", r"(\w+\s*)+$", r"([a-z]+)*@", r"(a|ab|b)*c", r"(x+x+)+y", r"(?:.*,?)*;"],
)
def test_ambiguous_repetitions_are_slow(pattern: str) -> None:
    assert is_slow(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:\w+\.)+\w+",
        r"(?:\.[\w-]+)+",
        r'"(?:[^"\\]|\\.)*"',
        r"(?:\d{1,3}\.){3}\d{1,3}",
        r"a+b+c+",
        r"(foo|bar)+",
        r"(?:[^/]+/)*[^/]*",
        r"^(?:[A-Z]{2}\d+;)+$",
        r"(a",
        r"(?=a+)b*",
    ],
)
def test_plain_patterns_are_not_slow(pattern: str) -> None:
    assert not is_slow(pattern)
