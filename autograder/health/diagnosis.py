"""The answer about a run: what was found, what was not examined, and the words for both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.health.findings import CAUSES, REMEDIES, Finding, Trouble

NAMED_LAYERS = 3


@dataclass(frozen=True)
class Diagnosis:
    """What was found and what was not examined; `skill` is the share learnt, NaN if unknown."""

    findings: tuple[Finding, ...]
    unexamined: tuple[str, ...] = ()
    skill: float = float("nan")
    judged: bool = True

    @property
    def troubles(self) -> frozenset[Trouble]:
        """Return what is wrong, without where and why."""
        return frozenset(finding.trouble for finding in self.findings)

    @property
    def healthy(self) -> bool:
        """Tell whether the run was judged, and nothing was found."""
        return self.judged and not self.findings

    @property
    def verdict(self) -> str:
        """Return "sick", "healthy" or "not examined"."""
        if self.findings:
            return "sick"
        return "healthy" if self.judged else "not examined"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        names = ", ".join(sorted(self.troubles))
        yield f"{self.verdict}: {names}" if names else self.verdict
        for finding in self.findings:
            yield from _told(finding)
        for words in self.unexamined:
            yield f"not examined: {words}"


def _told(finding: Finding) -> Iterator[str]:
    since = "" if finding.since is None else f", since step {finding.since}"
    yield f"- {finding.trouble}{since}: {finding.words}"
    if finding.layers:
        yield f"  where: {named(finding.layers)}"
    yield f"  usual causes: {CAUSES[finding.trouble]}"
    yield f"  what helps: {REMEDIES[finding.trouble]}"


def named(layers: Sequence[str]) -> str:
    """Return the names of some layers, the first ones where they are many."""
    more = len(layers) - NAMED_LAYERS
    first = ", ".join(layers[:NAMED_LAYERS])
    return f"{first} and {more} more" if more > 0 else first
