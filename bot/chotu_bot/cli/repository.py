"""Verbs on the repository itself: ``init``, ``registry``, ``config``, ``env``, ``doctor``."""

from pathlib import Path

import click

from chotu_bot.cli.shell import Shell, verb


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@verb
def init(shell: Shell, *, folder: Path) -> int:
    """Make FOLDER a repository of tools; what is there already stays."""
    from chotu_bot.app import Chotu

    with Chotu.init(folder, notify=shell.stage) as chotu:
        shell.emit(
            {"status": "ready", "folder": str(chotu.root), "branch": chotu.branch},
            f"ready: {chotu.root} on branch {chotu.branch}\n"
            f'try: chotu-bot learn -C {folder} "count the words of a text"',
        )
    return 0


@click.group()
def registry() -> None:
    """The JSON index of all tools."""


@registry.command("check")
@verb
def registry_check(shell: Shell) -> int:
    """Compare the registry with what the tools give, byte for byte."""
    from chotu_bot.cli.present import finding_lines
    from chotu_bot.domain.documents import finding_json

    findings = shell.open().registry_check()
    status = "different" if findings else "identical"
    text = "\n".join([*finding_lines(findings), status])
    shell.emit({"status": status, "findings": [finding_json(one) for one in findings]}, text)
    return 1 if findings else 0


@registry.command("rebuild")
@verb
def registry_rebuild(shell: Shell) -> int:
    """Write the registry anew from the tools in the working tree."""
    written = shell.open().registry_rebuild()
    shell.emit(
        {"status": "rebuilt", "written": list(written)},
        "\n".join([*written, f"rebuilt: {len(written)} files changed"]),
    )
    return 0


@registry.command("export")
@verb
def registry_export(shell: Shell) -> int:
    """Print all records as one JSON object."""
    click.echo(shell.open().registry_export().decode(), nl=False)
    return 0


@click.group()
def config() -> None:
    """The configuration: chotu.ini and CHOTU_* variables."""


@config.command("show")
@verb
def config_show(shell: Shell) -> int:
    """Show every key with its value and meaning."""
    from chotu_bot.app import effective_settings
    from chotu_bot.cli.present import table

    rows = effective_settings(shell.folder)
    shell.emit(
        {f"{row.section}.{row.key}": row.value for row in rows},
        table([(f"[{row.section}] {row.key}", f"= {row.value}", row.meaning) for row in rows]),
    )
    return 0


@config.command("check")
@verb
def config_check(shell: Shell) -> int:
    """Check chotu.ini and the CHOTU_* variables."""
    from chotu_bot.app import effective_settings

    count = len(effective_settings(shell.folder))
    shell.emit({"status": "valid", "keys": count}, f"valid: {count} keys")
    return 0


@click.group()
def env() -> None:
    """The environment that tools run in, apart from the bot's own."""


@env.command("sync")
@verb
def env_sync(shell: Shell) -> int:
    """Install the locked packages that tools may use; the only thing that ever installs any."""
    from chotu_bot.app import sync_environment

    environment = sync_environment(shell.folder, shell.stage)
    shell.emit(
        {
            "status": "ready",
            "folder": str(environment.root),
            "packages": dict(environment.packages),
        },
        f"ready: {len(environment.packages)} packages in {environment.root}",
    )
    return 0


@click.command()
@click.option("--fix", is_flag=True, help="Clean what a killed command left behind.")
@click.option("--gate", is_flag=True, help="Plant bad tools and see that the gate rejects them.")
@verb
def doctor(shell: Shell, *, fix: bool, gate: bool) -> int:
    """Examine repository, configuration, environment and sandbox; say what would help."""
    from chotu_bot.app import examine

    if gate:
        return _examine_gate(shell)
    diagnoses = examine(shell.folder, fix=fix)
    lines = [f"{one.status:>5}  {one.subject:<22} {one.detail}" for one in diagnoses]
    shell.emit({"diagnoses": [one.to_json() for one in diagnoses]}, "\n".join(lines))
    return max((one.exit_code for one in diagnoses), default=0)


def _examine_gate(shell: Shell) -> int:
    from chotu_bot.app import examine_gate
    from chotu_bot.cli.examining import examination_json, examination_text

    examination = examine_gate(shell.folder, shell.stage)
    shell.emit(examination_json(examination), examination_text(examination))
    return 1 if examination.missed else 0


@click.command()
@click.argument("shell_name", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell_name: str) -> int:
    """Print the tab completion script for SHELL."""
    from click.shell_completion import get_completion_class

    from chotu_bot.cli.main import cli

    kind = get_completion_class(shell_name)
    if kind is None:
        raise click.UsageError(f"no completion for {shell_name}")
    click.echo(kind(cli, {}, "chotu-bot", "_CHOTU_BOT_COMPLETE").source())
    return 0


VERBS = (init, registry, config, env, doctor, completion)
