"""Figures of matplotlib as they cross; where a notebook imports none, nothing here does."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.worker.kinds.kind import as_row
from autograder.worker.wire_values import Packed, Tensor

LIBRARY = "matplotlib"
# What `scatter` draws.
_SCATTERED = ("collections", "PathCollection")


def packed(value: Any) -> Packed | None:
    """Return what a figure, its axes, a line or a bar shows, None for all else."""
    if LIBRARY not in sys.modules:
        return None
    draw = next((draw for module, name, draw in _DRAWN if _is(module, name, value)), None)
    return None if draw is None else draw(value)


def _is(module: str, name: str, value: Any) -> bool:
    """Whether a value is of one of matplotlib's classes; without its module nothing is."""
    kind = getattr(sys.modules.get(f"{LIBRARY}.{module}"), name, None)
    return kind is not None and isinstance(value, kind)


def open_figures() -> list[Any]:
    """Return the figures that pyplot holds."""
    pyplot = sys.modules.get(f"{LIBRARY}.pyplot")
    return [] if pyplot is None else [pyplot.figure(number) for number in pyplot.get_fignums()]


def close_figures() -> None:
    """Let pyplot forget its figures, as it does after each cell: the next call begins anew."""
    if open_figures():
        sys.modules[f"{LIBRARY}.pyplot"].close("all")


class Shown:
    """The figures that are displayed during one call: to show one closes it."""

    def __init__(self) -> None:
        self._figures: list[Any] | None = None

    def note(self, value: Any) -> None:
        """Take what is displayed, if it is a figure, and somebody asks for figures."""
        if self._figures is not None and _is("figure", "Figure", value):
            self._figures += [value] if value not in self._figures else []

    @contextlib.contextmanager
    def noting(self) -> Iterator[list[Any]]:
        """Take figures from now on."""
        self._figures = []
        try:
            yield self._figures
        finally:
            self._figures = None


def _figure(figure: Any) -> Packed:
    axes = tuple(_axes(each) for each in figure.axes)
    return Packed("Figure", (str(figure.get_suptitle()), axes))


def _axes(axes: Any) -> Packed:
    legend = axes.get_legend()
    return Packed(
        "Axes",
        (
            *(str(axes.get_title()), str(axes.get_xlabel()), str(axes.get_ylabel())),
            *(str(axes.get_xscale()), str(axes.get_yscale())),
            *(_numbers(axes.get_xlim()), _numbers(axes.get_ylim())),
            *(_texts(axes.get_xticklabels()), _texts(axes.get_yticklabels())),
            _texts(legend.get_texts()) if legend is not None else (),
            _texts(axes.texts),
            tuple(_line(line) for line in axes.get_lines()),
            tuple(
                _points(each)
                for each in axes.collections
                if _is("collections", "PathCollection", each)
            ),
            tuple(_bar(each) for each in axes.patches if _is("patches", "Rectangle", each)),
            tuple(_image(each) for each in axes.images),
        ),
    )


def _line(line: Any) -> Packed:
    x, y = (as_row(data, float) for data in line.get_data(orig=False))
    style, marker = str(line.get_linestyle()), str(line.get_marker())
    return Packed("Line", (x, y, _label(line), _color(line.get_color()), style, marker))


def _points(points: Any) -> Packed:
    places = _filled(points.get_offsets()).reshape(-1, 2)
    return Packed("Points", (as_row(places[:, 0]), as_row(places[:, 1]), _label(points)))


def _bar(bar: Any) -> Packed:
    sizes = _numbers((*bar.get_xy(), bar.get_width(), bar.get_height()))
    return Packed("Bar", (*sizes, _color(bar.get_facecolor())))


def _image(image: Any) -> Tensor:
    return Tensor(np.ascontiguousarray(_filled(image.get_array())), "array")


def _filled(numbers: Any) -> np.ndarray[Any, Any]:
    """Return numbers with NaN where they are masked."""
    return np.asarray(np.ma.filled(np.ma.asarray(numbers, float), np.nan))


def _label(artist: Any) -> str:
    """Return the label of what is named in a legend; matplotlib's own begin with a line."""
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _color(color: Any) -> str:
    return str(sys.modules[f"{LIBRARY}.colors"].to_hex(color))


def _texts(texts: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(text.get_text()) for text in texts)


def _numbers(numbers: Any) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)


_DRAWN = (
    ("figure", "Figure", _figure),
    ("axes", "Axes", _axes),
    ("lines", "Line2D", _line),
    ("patches", "Rectangle", _bar),
)
