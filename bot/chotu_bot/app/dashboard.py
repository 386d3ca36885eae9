"""The dashboard, written or served: figures from the journal, landings from git, one page."""

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from chotu_bot.app.watch import Watch, present, seconds_of
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.names import EVIDENCE_FILE, TOOLS_FOLDER, refusal, tool_folders
from chotu_bot.errors import RepositoryError

if TYPE_CHECKING:
    from chotu_bot.monitoring.page import Landed, Marked
    from chotu_bot.vcs import Commit

FILE = "index.html"
_LANDINGS = 20


def write_dashboard(shop: Workshop, watch: Watch, folder: Path) -> Path:
    """Write the page into ``folder``, whole or not at all; returns its path.

    Raises:
        RepositoryError: when the folder cannot be written.
    """
    return _write(folder, dashboard_page(shop, watch, folder))


def dashboard_page(shop: Workshop, watch: Watch, folder: Path | None) -> str:
    """The page as HTML.

    Args:
        shop: the repository's collaborators.
        watch: gives the figures.
        folder: where it will lie, which its links to evidence start from; None for no links.
    """
    from chotu_bot.monitoring.page import TEMPLATE, Content, page_values

    moment, usage = present(), watch.usage()
    figures = replace(watch.figures_from(usage, moment), writers=watch.writers())
    content = Content(
        title=f"{shop.root.name} on {shop.branch}",
        now=moment,
        figures=figures,
        usage=usage,
        demands=watch.demands(usage),
        marks=tuple(_marks(watch)),
        evidence=shop.settings.learning.tuning,
        suggestions=watch.suggestions_from(usage, figures, moment),
        landings=tuple(_landings(shop, folder)),
        proposals=tuple(one.name for one in shop.publisher.proposals()),
    )
    return shop.templates.render(TEMPLATE, page_values(content))


def _marks(watch: Watch) -> "Iterator[Marked]":
    from chotu_bot.monitoring.page import Marked

    for name, one in watch.standing_marks().items():
        yield Marked(
            name=name,
            version=str(one.facts.get("version")),
            since=seconds_of(one.made),
            reason=one.reason,
        )


def _landings(shop: Workshop, folder: Path | None) -> "Iterator[Landed]":
    from chotu_bot.monitoring.page import Landed

    if shop.repository.branch_tip(shop.branch) is None:
        return
    for commit in shop.repository.history(str(TOOLS_FOLDER), shop.branch, limit=_LANDINGS):
        name = commit.trailers.get("Chotu-Tool", "")
        if refusal(name) is None:
            path = _evidence_path(shop, commit, name)
            yield Landed(
                name=name,
                version=commit.trailers.get("Chotu-Version", "taken away"),
                when=commit.committer.at,
                commit=commit.id,
                message=commit.message,
                evidence=_link(shop.root / path, folder) if path else "",
                checks=_checks(shop.repository.read(commit.id, path)) if path else (),
            )


def _evidence_path(shop: Workshop, commit: "Commit", name: str) -> str:
    paths = [f"{folder}/{EVIDENCE_FILE}" for folder in tool_folders(name).values()]
    found = shop.repository.read_all(commit.id, paths)
    return next((path for path, held in zip(paths, found, strict=True) if held is not None), "")


def _link(path: Path, folder: Path | None) -> str:
    """From a page in ``folder`` to ``path``; empty when that is not in the working tree."""
    if folder is None or not path.is_file():
        return ""
    return quote(os.path.relpath(path, folder.resolve()))


def _checks(evidence: bytes | None) -> tuple[tuple[str, str, str], ...]:
    try:
        checks = json.loads(evidence or b"")["predicate"]["checks"]
        return tuple((str(one["check"]), str(one["status"]), str(one["reason"])) for one in checks)
    except (ValueError, KeyError, TypeError):
        return ()  # whoever wrote it by hand has proved nothing by it


def _write(folder: Path, text: str) -> Path:
    target = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=folder, prefix=".index-", delete=False
        ) as draft:
            draft.write(text)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(target)
    except OSError as error:
        raise RepositoryError(f"{target} cannot be written: {error.strerror}") from error
    return target
