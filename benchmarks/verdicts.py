"""What was measured beside what was aimed at: one line each, ``met`` or ``missed``."""

from dataclasses import dataclass


@dataclass
class Verdicts:
    """The lines of one run."""

    correct: bool = True
    """Whether nothing was wrong. That something took long is no error."""

    def cost(self, what: str, value: float, most: float, unit: str) -> None:
        """What something takes, and what it may take at most."""
        met = "met   " if value <= most else "missed"
        print(f"  {met}  {what}: {value:.1f} {unit}, aimed at {most:g} {unit} at most")

    def right(self, what: str, count: int) -> None:
        """How often something happened that never should."""
        self.correct = self.correct and not count
        print(f"  {'missed' if count else 'met   '}  {what}: {count}, aimed at 0")
