"""What the operators put in the place of what."""

from collections.abc import Mapping
from typing import Any

import libcst as cst

Table = Mapping[type[Any], type[Any]]


def _both_ways(pairs: Mapping[Any, Any]) -> dict[Any, Any]:
    return {**pairs, **{other: one for one, other in pairs.items()}}


TURNED: Table = _both_ways(
    {
        cst.LessThan: cst.GreaterThan,
        cst.LessThanEqual: cst.GreaterThanEqual,
        cst.Equal: cst.NotEqual,
        cst.Is: cst.IsNot,
        cst.In: cst.NotIn,
    }
)
BOUNDARY: Table = _both_ways(
    {cst.LessThan: cst.LessThanEqual, cst.GreaterThan: cst.GreaterThanEqual}
)
NEGATED_BY_TURNING = (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot, cst.In, cst.NotIn)
LOGIC: Table = _both_ways({cst.And: cst.Or, cst.BitAnd: cst.BitOr})
ARITHMETIC: Table = {
    **_both_ways(
        {
            cst.Add: cst.Subtract,
            cst.Multiply: cst.Divide,
            cst.AddAssign: cst.SubtractAssign,
            cst.MultiplyAssign: cst.DivideAssign,
        }
    ),
    cst.FloorDivide: cst.Divide,
    cst.Modulo: cst.Multiply,
    cst.Power: cst.Multiply,
}
TRUTH: Mapping[str, str] = _both_ways({"True": "False"})
NEIGHBOURS: Mapping[str, str] = _both_ways(
    {
        "min": "max",
        "minimum": "maximum",
        "reduce_min": "reduce_max",
        "any": "all",
        "mean": "sum",
        "reduce_mean": "reduce_sum",
        "floor": "ceil",
        "isnan": "isinf",
        "argmin": "argmax",
    }
)
# Functions whose arguments may come in any order.
COMMUTATIVE = {"min", "max", "minimum", "maximum"}
