"""What the static checks find in folders of Python that nobody wrote for them.

python benchmarks/static_corpora.py hostile FOLDER   # bandit's own examples, say
python benchmarks/static_corpora.py plain FOLDER     # plain algorithmic code
"""

import argparse
import ast
import sys
import time
import warnings
from pathlib import Path

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Authorship, Candidate, Request
from chotu_bot.domain.verdict import Level, Status
from chotu_bot.gate.policy.inference import follow, infer_from
from chotu_bot.gate.policy.rules.catalogue import TOOL_RULES
from chotu_bot.gate.security import SecurityCheck

CONTRACT = Contract(name="module", summary="A module.", category="misc")


def main() -> int:
    """Measure a folder and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["hostile", "plain"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    counts = {"files": 0, "ours": 0, "permissions": 0, "bandit": 0, "either": 0, "not python": 0}
    started = time.perf_counter()
    for path in sorted(options.folder.rglob("*.py")):
        found = judge(path)
        if found is None:
            counts["not python"] += 1
            continue
        rules, uses, scanner = found
        counts["files"] += 1
        counts["ours"] += bool(rules)
        counts["permissions"] += bool(uses)
        counts["bandit"] += scanner
        counts["either"] += bool(rules or uses or scanner)
        if options.verbose and (bool(rules or uses or scanner) != (options.kind == "hostile")):
            print(f"  {path.name}: {sorted(rules)} {sorted(uses)} bandit={scanner}")
    seconds = time.perf_counter() - started
    print(f"{options.kind}: {counts}, {seconds * 1000 / max(1, counts['files']):.0f} ms a file")
    return 0


def judge(path: Path) -> tuple[set[str], set[str], bool] | None:
    """Rules broken, permissions needed, and whether bandit fails the file; None for no Python."""
    source = path.read_text("utf-8", "replace")
    try:
        program = follow(source, ast.parse(source), "")
    except (SyntaxError, ValueError):
        return None
    rules = {
        finding.rule
        for rule in TOOL_RULES
        for finding in rule.findings(program, path.name)
        if finding.level is Level.ERROR
    }
    uses = {use.kind for use in infer_from(program, CONTRACT).uses}
    candidate = Candidate(
        contract=CONTRACT,
        tool=source.encode(),
        tests=b"",
        request=Request(text=""),
        authorship=Authorship(generator="benchmark"),
    )
    scanner = SecurityCheck("medium", "medium").run(candidate).status is Status.FAIL
    return rules, {str(one) for one in uses}, scanner


if __name__ == "__main__":
    sys.exit(main())
