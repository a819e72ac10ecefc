"""What behaves as the NumPy array that it holds."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


class NumpyLike(NDArrayOperatorsMixin):
    """Compares, iterates, indexes, converts and computes as its `array` does.

    What comes of it is NumPy's. A dimensionless array behaves as a NumPy scalar.
    """

    array: np.ndarray[Any, Any]

    @property
    def _value(self) -> Any:
        return self.array if self.array.ndim else self.array[()]

    def numpy(self) -> Any:
        """Return the plain array or scalar, as a tensor's method of this name does."""
        return self._value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.array(self.array, dtype=dtype, copy=copy)

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        plain = [each._value if isinstance(each, NumpyLike) else each for each in inputs]
        return getattr(function, method)(*plain, **keywords)

    def __getattr__(self, name: str) -> Any:
        # Without its array, as while it is copied, it has no attribute to look at.
        if name.startswith("_") or name == "array":
            raise AttributeError(name)
        return getattr(self._value, name)

    def __len__(self) -> int:
        return len(self._value)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._value)

    def __getitem__(self, key: Any) -> Any:
        return self._value[key]

    def __contains__(self, item: Any) -> bool:
        return item in self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __int__(self) -> int:
        return int(self._value)

    def __float__(self) -> float:
        return float(self._value)

    def __complex__(self) -> complex:
        return complex(self._value)

    def __index__(self) -> int:
        return int(self._value.__index__())

    def __round__(self, digits: int | None = None) -> Any:
        return round(self._value, digits)

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return repr(self._value)

    def __str__(self) -> str:
        return str(self._value)

    def __format__(self, form: str) -> str:
        return format(self._value, form)
