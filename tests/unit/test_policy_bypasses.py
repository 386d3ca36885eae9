"""Ways round a list of forbidden words, none of which leads past the policy check."""

import pytest

from chotu_bot.gate.policy_check import PolicyCheck
from static_samples import candidate_of, errors, whole

WAYS = [
    "import os\n\nRUN = os.system.__call__",
    "import os\n\nRUN = os.__getattribute__('system')",
    "import os\n\nRUN = object.__getattribute__(os, 'sys' + 'tem')",
    "import os\n\nRUN = print.__self__.__import__('os').system",
    "import os\n\nRUN = os.getcwd.__self__.system",
    "_RUN = globals()['__builtins__'].eval",
    "_RUN = globals()['__builtins__']['eval']",
    "import functools, os\n\nRUN = functools.reduce(getattr, ['system'], os)",
    "import os\n\nRUN = list(map(getattr, [os], ['system']))[0]",
    "import os\n\nRUN = [getattr(os, n) for n in dir(os) if n.startswith('sys')][0]",
    "import inspect, os\n\nRUN = dict(inspect.getmembers(os))['system']",
    "import os\n\nRUN = {k: v for k, v in os.__dict__.items()}['system']",
    "import sys\n\nRUN = [m for m in sys.modules.values()][0]",
    "import sys\n\nRUN = sys.modules['builtins'].eval",
    "from builtins import exec as _RUN",
    "import os.path\n\nRUN = os.path.os.system",
    "import pydoc\n\nRUN = pydoc.locate('os.system')",
    "import logging.config\n\nRUN = logging.config.dictConfig",
    "import subprocess\n\nRUN = subprocess.Popen.__init__",
    "import timeit\n\nRUN = timeit.timeit",
    "_RUN = (lambda: 0).__code__.replace",
    "_RUN = vars(__import__('builtins'))['ev' + 'al']",
    "_RUN = getattr(__import__('so' + 'cket'), 'create_connection')",
    "import tkinter\n\nRUN = tkinter.Tk().tk.call",
    "import operator, os\n\nRUN = operator.itemgetter('system')(vars(os))",
    "_RUN = ｅｖａｌ",  # noqa: RUF001 - Python reads the wide letters as eval
    (
        "import threading, os\n\ndef _RUN(text):\n"
        "    threading.Thread(target=os.system, args=(text,)).run()"
    ),
    (
        "import concurrent.futures, os\n\ndef _RUN(text):\n"
        "    concurrent.futures.ThreadPoolExecutor().submit(os.system, text)"
    ),
    "class _Run:\n    __truediv__ = __import__('os').system\n\nRUN = _Run().__truediv__",
    (
        "import os\nfrom contextlib import ExitStack\n\ndef _RUN(text):\n"
        "    with ExitStack() as stack:\n        stack.callback(os.system, text)"
    ),
    "import os\n\ndef _RUN(text: os.system('id')):\n    return text",
    "import os\n\ndef _RUN(text) -> 'os.system(0)':\n    return text",
    "import os\n\nX: os.system('id') = 1\n_RUN = str",
    "import os\n\nclass _RUN:\n    x: list[os.system('id')]",
    (
        "import subprocess\n\ndef _RUN(text):\n"
        "    return subprocess.call(['ls'], executable='/bin/sh')"
    ),
    (
        "import os\n\ndef _RUN(text):\n    match os:\n"
        "        case module:\n            module.system(text)"
    ),
    "import os\n\ndef _pick():\n    yield os.system\n\ndef _RUN(text):\n    next(_pick())(text)",
    (
        "import os\n\nclass _Box:\n    def __init__(self, run):\n        self.run = run\n\n"
        "def _RUN(text):\n    _Box(os.system).run(text)"
    ),
    "import os\n\ndef _RUN(text, *, run=os.system):\n    run(text)",
    (
        "import os\n\ndef _apply(run, *values, **others):\n    return run(*values)\n\n"
        "def _RUN(text):\n    _apply(*[os.system], text)"
    ),
    "import socket\n\ndef _RUN(text):\n    getattr(socket.socket(), text)(text)",
    "def _RUN(text):\n    return open('/proc/self/environ').read()",
    "def _RUN(text):\n    return ('{0.__init__.__glo' + 'bals__}').format(_RUN)",
    "import sqlite3\n\ndef _RUN(text):\n    sqlite3.connect(':memory:').load_extension(text)",
    (
        "import os\n\ndef _RUN(text):\n    match os:\n"
        "        case object(system=run):\n            return run(text)"
    ),
    (
        "import shutil\n\ndef _RUN(text):\n    match [shutil]:\n"
        "        case [object(os=object(system=run))]:\n            return run(text)"
    ),
    (
        "import sqlite3\n\ndef _RUN(text):\n"
        "    sqlite3.connect(':memory:').execute('ATTACH DATABASE ? AS x', (text,))"
    ),
    (
        "import sqlite3\n\ndef _RUN(text):\n"
        "    sqlite3.connect(':memory:').execute(\"VACUUM INTO '/x'\")"
    ),
]


@pytest.mark.parametrize("way", WAYS)
def test_f05_a_way_round_the_words_is_found(way: str) -> None:
    body = f'{way}\n\n\ndef work(text: str) -> str:\n    """Work."""\n    return str(_RUN(text))\n'
    assert errors(PolicyCheck().run(candidate_of(whole(body, "work"))))


@pytest.mark.parametrize(
    "way",
    [
        "import math\n\nRUN = math.sqrt.__call__",
        "import operator\n\nRUN = operator.itemgetter(0)",
        "_RUN = globals()['__name__'].count",
        "import timeit\n\n_NOW = timeit.default_timer\n\ndef _RUN(text):\n    return _NOW() > 0",
        "import inspect\n\ndef _RUN(text):\n    return inspect.cleandoc(text)",
        "def _RUN(text):\n    return _RUN.__code__.co_argcount",
        "_RUN = dict(zip('ab', (str.upper, str.lower)))['a']",
    ],
)
def test_f04_the_same_means_for_plain_ends_are_fine(way: str) -> None:
    body = f'{way}\n\n\ndef work(text: str) -> str:\n    """Work."""\n    return str(_RUN(text))\n'
    assert errors(PolicyCheck().run(candidate_of(whole(body, "work")))) == set()
