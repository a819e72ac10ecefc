"""The parts of `class.json` that are drawn, and the kind of value that all its parts are."""

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Values that are made once; inf and NaN are written as strings."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Bar(Frozen):
    """One bar of the distribution: students with `start` <= points < `end`, the last one closed."""

    start: float
    end: float
    students: int


class GradientBand(Frozen):
    """Gradient norms of the class by depth, from input (0) to output (1), at the last step."""

    notebook: str
    cell: str
    criterion: str
    title: str
    students: int
    depths: tuple[float, ...]
    low: tuple[float, ...] = Field(description="a tenth of the class lies below")
    median: tuple[float, ...]
    high: tuple[float, ...] = Field(description="a tenth of the class lies above")
    reference: tuple[float, ...] = Field(description="of the reference solution; empty if unknown")


class Accuracy(Frozen):
    """An accuracy that networks of the class reached, against the cut-off for full credit."""

    notebook: str
    cell: str
    criterion: str
    name: str
    cut_off: float
    students: int
    below: int = Field(description="students who did not reach the cut-off")
    low: float = Field(description="a tenth of the class lies below")
    median: float
    high: float = Field(description="a tenth of the class lies above")
