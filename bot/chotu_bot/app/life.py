"""The life of the tools of one repository: which version serves, and what people decided."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.contract import digest
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import NotFoundError, RepositoryError, ToolFailedError, UsageError
from chotu_bot.journal.calls import Call, calls_in
from chotu_bot.learning.lifecycle import Condition, State, condition

if TYPE_CHECKING:
    from chotu_bot.calling.call import Tool
    from chotu_bot.journal.journal import Event
    from chotu_bot.monitoring.figures import Trouble
    from chotu_bot.publishing.values import Version
    from chotu_bot.registry import Decision, RulingKind, Rulings

_DEPTH = 20
"""Calls that are looked through for each one that the success rate is taken from."""


class Life:
    """Decides which version of a tool is called."""

    def __init__(self, workshop: Workshop) -> None:
        self._shop = workshop
        self.doing_badly: set[str] = set()
        """Tools whose present version was found to do badly when it was about to be called."""

    # Calling

    def tool(self, name: str) -> "Tool":
        """The version of ``name`` that serves, or the one asked for (``name@1.0.0``).

        Raises:
            NotFoundError: when there is none, or it is retired; says how to bring it back.
            ToolFailedError: when it is quarantined and no earlier version can serve instead.
        """
        plain, _, version = name.partition("@")
        self.require_in_service(plain)
        if version:
            return self._version(plain, self._shop.publisher.versions.find(plain, version))
        pinned = self.pinned(plain)
        if pinned is not None:
            return self._version(plain, pinned)
        present = self._shop.catalog.tool(plain)
        instead = self.stand_in(present)
        return present if instead is None else self._version(plain, instead)

    def require_in_service(self, name: str) -> None:
        """Refuse a tool that is retired.

        Raises:
            NotFoundError: says how to bring it back.
        """
        ruling = self.retired().get(name)
        if ruling is not None:
            why = f": {ruling.reason}" if ruling.reason else ""
            raise NotFoundError(
                f"{name} was retired by {ruling.by} on {ruling.made[:10]}{why}; "
                f"bring it back with: chotu-bot unretire {name}"
            )

    def pinned(self, name: str) -> "Version | None":
        """The version that a person pinned; None where nobody did."""
        pin = self.pins().get(name)
        return None if pin is None else self._pinned(pin)

    def stand_in(self, tool: "Tool") -> "Version | None":
        """What serves instead of the present version while that does badly; mostly None.

        Raises:
            ToolFailedError: when it is quarantined and no earlier version can serve instead.
        """
        name, version = tool.contract.name, tool.contract.version
        found = self.condition(name, version, digest(tool.source))
        if not found.state.is_bad:
            self.doing_badly.discard(name)
            return None
        self.doing_badly.add(name)
        doing = f"{name} {version} is {found.state}: {told(found)}"
        instead = self.last_good(name)
        if instead is not None:
            self._shop.notify("lifecycle", f"{doing}; {instead.version} serves instead")
            return instead
        if found.state is State.DEGRADED:
            self._shop.notify("lifecycle", f"{doing}; there is no better version")
            return None
        raise ToolFailedError(
            f"{doing}, and no earlier version is better. Run it as it is with {name}@{version}, "
            f"mend it with: chotu-bot improve {name}, or keep it in service with: "
            f"chotu-bot pin {name}"
        )

    # Looking

    def retired(self) -> Mapping[str, "Decision"]:
        """The tools that are retired, with the decision."""
        return self._rulings.in_force("retirement")

    def pins(self) -> Mapping[str, "Decision"]:
        """The tools that are pinned to a version, with the decision."""
        return self._rulings.in_force("pin")

    def condition(self, name: str, version: str, source: str) -> Condition:
        """How a version is doing, from the journal.

        Args:
            name: the tool.
            version: its version.
            source: sha256 of its file; two versions may bear one number, after a rollback.
        """
        return self._judged(name, version, source)[0]

    def troubles(self, name: str, version: str, source: str) -> "tuple[Trouble, ...]":
        """Errors that speak against a version, the most frequent first; as ``condition``."""
        from chotu_bot.monitoring.figures import troubles

        window = self._shop.settings.monitoring.success_rate_window
        counted = [one for one in self._judged(name, version, source)[1] if one.counts]
        return troubles(reversed(counted[:window]))

    def _judged(self, name: str, version: str, source: str) -> tuple[Condition, list[Call]]:
        """How a version is doing, and its calls, newest first, that say so."""
        rules = self._shop.settings.monitoring
        count, most = 2 * rules.success_rate_window, _DEPTH * rules.success_rate_window
        while True:
            calls = calls_in(self._newest(name, count))
            own = [one for one in reversed(calls) if one.is_of(version, source)]
            found = condition(own, rules)
            # Mostly the newest calls suffice, and a long history costs nothing.
            if found.calls == rules.success_rate_window or len(calls) < count or count >= most:
                return found, own
            count = most

    def last_good(self, name: str) -> "Version | None":
        """The newest version before the present one that is not doing badly itself."""
        for one in self._earlier(name):
            source = self._source(one)
            if not self.condition(name, one.version, source).state.is_bad:
                return one
        return None

    # Deciding

    def pin(self, name: str, reason: str, by: str) -> str:
        """Let one version serve whatever the figures say; returns which.

        Args:
            name: the tool (its present version), or ``name@1.0.0``.
            reason: why; may be empty.
            by: who decides.
        """
        plain, _, version = name.partition("@")
        self.require_in_service(plain)
        versions = self._shop.publisher.versions
        found = versions.find(plain, version) if version else versions.present(plain)
        facts: dict[str, Json] = {"version": found.version, "tool": self._source(found)}
        decision = self._rulings.make("pin", plain, reason=reason, by=by, facts=facts)
        self._shop.publisher.rule(decision, f"Pin {plain} to {found.version}")
        return found.version

    def retire(self, name: str, reason: str, by: str) -> None:
        """Take a tool out of service; nothing of it is deleted."""
        self._shop.publisher.versions.present(name)
        self.require_in_service(name)
        decision = self._rulings.make("retirement", name, reason=reason, by=by)
        self._shop.publisher.rule(decision, f"Retire {name}")

    def revoke(self, kind: "RulingKind", name: str, reason: str, by: str) -> None:
        """Take a pin or a retirement back.

        Raises:
            UsageError: when there is none in force.
        """
        if name not in self._rulings.in_force(kind):
            raise UsageError(f"{name} is not {_HELD[kind]}; see: chotu-bot stats")
        decision = self._rulings.make(kind, name, reason=reason, by=by, revoked=True)
        self._shop.publisher.rule(decision, f"{_UNDONE[kind]} {name}")

    # How it is done

    def _newest(self, name: str, count: int) -> "list[Event]":
        """The newest calls of a tool, and what triage said of them, in the order of writing."""
        journal = self._shop.journal
        calls = journal.events(kind="call", tool=name, newest=count)
        failures = journal.events(kind="failure", tool=name, newest=count)
        return sorted((*calls, *failures), key=lambda event: event.id)

    @property
    def _rulings(self) -> "Rulings":
        return self._shop.rulings

    def _earlier(self, name: str) -> "list[Version]":
        """What the bot had landed before the present version first came, newest first."""
        history = self._shop.publisher.versions.history(name)
        first = max(index for index, one in enumerate(history) if one.tree == history[0].tree)
        return [one for one in history[first + 1 :] if one.tree and one.how != "by hand"]

    def _pinned(self, pin: "Decision") -> "Version":
        wanted = str(pin.facts.get("version"))
        for one in self._shop.publisher.versions.history(pin.subject):
            if one.version == wanted and self._source(one) == pin.facts.get("tool"):
                return one
        raise RepositoryError(
            f"{pin.subject} is pinned to a version {wanted} that is not in its history; "
            f"run: chotu-bot unpin {pin.subject}"
        )

    def _source(self, version: "Version") -> str:
        """sha256 of a version's file."""
        from chotu_bot.domain.names import TOOL_FILE

        content = self._shop.repository.read(version.tree, TOOL_FILE) if version.tree else None
        return digest(content) if content is not None else ""

    def _version(self, name: str, version: "Version") -> "Tool":
        """A version as it stood, verified against the record of its own commit."""
        from chotu_bot.calling.catalog import Catalog
        from chotu_bot.registry import Registry

        repository = self._shop.repository
        return Catalog(repository, Registry(repository, version.commit)).tool(name)


def told(found: Condition) -> str:
    """The figures behind a condition: ``3 of 40 calls returned (2 % to 20 %)``."""
    low, high = round(found.interval.low * 100), round(found.interval.high * 100)
    return f"{found.successes} of {found.calls} calls returned ({low} % to {high} %)"


_HELD = {"pin": "pinned", "retirement": "retired"}
_UNDONE = {"pin": "Unpin", "retirement": "Bring back"}
