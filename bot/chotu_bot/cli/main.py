"""The ``chotu-bot`` command: verbs in the order a newcomer meets them, one error gate."""

import sys
from collections.abc import Sequence

import click

from chotu_bot.cli.auditing import VERBS as AUDITING
from chotu_bot.cli.calling import VERBS as CALLING
from chotu_bot.cli.forging import VERBS as FORGING
from chotu_bot.cli.gate import run_gated
from chotu_bot.cli.history import VERBS as HISTORY
from chotu_bot.cli.improving import VERBS as IMPROVING
from chotu_bot.cli.journal import VERBS as JOURNAL
from chotu_bot.cli.learning import VERBS as LEARNING
from chotu_bot.cli.lifecycle import VERBS as LIFECYCLE
from chotu_bot.cli.merging import VERBS as MERGING
from chotu_bot.cli.monitoring import VERBS as MONITORING
from chotu_bot.cli.repository import VERBS as REPOSITORY
from chotu_bot.cli.serving import VERBS as SERVING


class OrderedGroup(click.Group):
    """Lists verbs in the order they were added, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs."""
        return list(self.commands)


@click.group(
    cls=OrderedGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="chotu-bot", prog_name="chotu-bot")
def cli() -> None:
    """Software that writes its own tools, and that a careful maintainer can trust.

    Ask for something no tool can do yet; chotu-bot writes the tool and its tests, proves both in
    a sandbox, lands them on a git branch, and the tool can be called at once.
    """


_VERBS = (
    *LEARNING,
    *CALLING,
    *IMPROVING,
    *HISTORY,
    *LIFECYCLE,
    *MONITORING,
    *SERVING,
    *MERGING,
    *AUDITING,
    *FORGING,
    *JOURNAL,
    *REPOSITORY,
)
"""In the order of ``--help``."""

for verb in _VERBS:
    cli.add_command(verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the code that ``errors`` documents."""
    sys.exit(run_gated(cli, list(sys.argv[1:] if arguments is None else arguments)))
