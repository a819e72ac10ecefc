"""Attributes that values have on either side: those of all that crosses, and figures' as data."""

import datetime
import hashlib

import numpy as np
import pandas as pd
from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

CROSSING: tuple[type, ...] = (
    *(str, bytes, list, tuple, dict, set, frozenset, int, float, complex),
    *(datetime.datetime, datetime.timedelta, np.ndarray),
    *(pd.DataFrame, pd.Series, pd.DatetimeIndex, pd.MultiIndex, pd.Timestamp, pd.Timedelta),
    type(hashlib.sha256()),
    *(DataFrameGroupBy, SeriesGroupBy, pd.Series.str, pd.Series.dt, pd.Series.cat),
)
# What changes a value: here only the copy would change.
CHANGING = frozenset(
    {
        *("pop", "popitem", "update", "remove", "insert", "clear", "sort", "reverse", "discard"),
        *("setdefault", "difference_update", "intersection_update", "isetitem", "fill", "put"),
        *("symmetric_difference_update", "resize", "partition", "byteswap", "setflags", "setfield"),
    }
)
# What differs between copies, draws a picture or random numbers, or prints.
NOT_KEPT = frozenset(
    {
        *("attrs", "flags", "base", "data", "ctypes", "strides", "memory_usage", "style"),
        *("plot", "hist", "boxplot", "sample", "info", "eval"),
    }
)
# How matplotlib is asked for what figures show, and what it is called in a figure that crossed.
READINGS = {
    **{f"get_{name}": name for name in ("title", "xlabel", "ylabel", "xscale", "yscale")},
    **{f"get_{name}": name for name in ("xlim", "ylim", "xticklabels", "yticklabels", "lines")},
    **{f"get_{name}": name for name in ("axes", "label", "marker", "x", "y", "width", "height")},
    **{"get_xdata": "x", "get_ydata": "y", "get_linestyle": "style", "get_suptitle": "title"},
}
# Texts cross as texts.
TEXT = "get_text"
FIGURES = frozenset({*READINGS, TEXT, "lines", "patches", "texts", "axes"})
PLAIN = (
    {name for kind in CROSSING for name in dir(kind) if not name.startswith("_")}
    - CHANGING
    - NOT_KEPT
) | FIGURES
