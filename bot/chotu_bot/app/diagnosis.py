"""What an examination says of one subject."""

from dataclasses import dataclass

from chotu_bot.domain.shapes import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at."""

    subject: str
    status: str
    """``ok``, ``warn`` or ``FAIL``."""
    detail: str
    exit_code: int = 0
    """What the command exits with because of this; 0 unless it failed."""

    def to_json(self) -> dict[str, Json]:
        """As one JSON object."""
        return {"subject": self.subject, "status": self.status, "detail": self.detail}


def ok(subject: str, detail: str) -> Diagnosis:
    """What is as it should be."""
    return Diagnosis(subject=subject, status="ok", detail=detail)


def warn(subject: str, detail: str) -> Diagnosis:
    """What could be better, and how."""
    return Diagnosis(subject=subject, status="warn", detail=detail)
