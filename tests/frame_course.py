"""A course on tables and plots whose test cells are in the style of public ones, and wrong work."""

from collections.abc import Mapping

from public_courses import HIDDEN, Cells, PublicCourse

GIVEN = """\
import math
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import pytest
from unittest import TestCase

SALES = {"shop": ["a", "b", "a", "c", "b", "a"], "sold": [3, 1, 4, 1, 5, 9],
         "price": [1.0, 2.5, 0.5, 4.0, 1.5, 2.0]}
"""
SOLUTIONS = {
    "load": "sales = pd.DataFrame(SALES)",
    "revenue": "def revenue(table):\n"
    "    return table.assign(revenue=table['sold'] * table['price'])",
    "by_shop": "def by_shop(table):\n    return table.groupby('shop')['sold'].sum()",
    "top": "def top(table, n):\n"
    "    if n < 0:\n        raise ValueError('n is negative')\n"
    "    return table.sort_values('sold', ascending=False).head(n)",
    "counts": "def counts(table):\n    return table['shop'].value_counts()",
    "extremes": "def extremes(values):\n    return min(values), max(values)",
    "spread": "def spread(values):\n    return float(np.std(values))",
    "bars": "def bars(table):\n    ax = table.groupby('shop')['sold'].sum().plot.bar()\n"
    "    ax.set_title('Sales')\n    ax.set_ylabel('sold')\n    return ax",
    "curve": "def curve(x):\n    plt.plot(x, x ** 2, label='squares')\n"
    "    plt.plot(x, x ** 3, label='cubes')\n    plt.title('Powers')\n    plt.xlabel('x')\n"
    "    plt.legend()",
    "onto": "def onto(axes, x, label):\n    axes.plot(x, 2 * x, label=label)\n"
    "    axes.set_title('Twice')",
}
# One cell a kind of test.
TESTS = {
    "shape": "assert isinstance(sales, pd.DataFrame)\nassert sales.shape == (6, 3)\n"
    "assert len(sales) == 6",
    "columns": "assert list(sales.columns) == ['shop', 'sold', 'price']\n"
    "assert 'price' in sales.columns\nassert list(sales['sold']) == [3, 1, 4, 1, 5, 9]\n"
    "assert sales['price'].dtype == 'float64'",
    "cells": "assert sales.iloc[0]['shop'] == 'a'\nassert sales.loc[5, 'sold'] == 9\n"
    "assert sales.isnull().sum().sum() == 0\nassert sales['sold'].max() == 9",
    "frame_equal": "table = pd.DataFrame({'sold': [2, 3], 'price': [1.5, 2.0]})\n"
    "expected = pd.DataFrame({'sold': [2, 3], 'price': [1.5, 2.0], 'revenue': [3.0, 6.0]})\n"
    "pd.testing.assert_frame_equal(revenue(table), expected)\n"
    "assert revenue(table).equals(expected)",
    "series_equal": "from pandas.testing import assert_series_equal\n"
    "assert_series_equal(revenue(sales)['revenue'],\n"
    "    pd.Series([3.0, 2.5, 2.0, 4.0, 7.5, 18.0], name='revenue'))",
    "unchanged": "before = sales.copy()\nrevenue(sales)\n"
    "pd.testing.assert_frame_equal(before, sales)",
    "groups": "sums = by_shop(sales)\nassert sums['a'] == 16\nassert sums.loc['b'] == 6\n"
    "assert sums.index.tolist() == ['a', 'b', 'c']\nassert sums.to_dict() == "
    "{'a': 16, 'b': 6, 'c': 1}",
    "sorted": "best = top(sales, 3)\nassert best['sold'].is_monotonic_decreasing\n"
    "assert best['sold'].tolist() == [9, 5, 4]\nassert best.index[0] == 5",
    "value_counts": "found = counts(sales)\nassert found.idxmax() == 'a'\n"
    "assert found.iloc[0] == 3\nassert found['c'] == 1\nassert set(found.index) == set('abc')",
    "unpacked": "low, high = extremes([3, 1, 2])\nassert low == 1\nassert high == 3, 'high'\n"
    + HIDDEN.format("assert extremes([5]) == (5, 5)"),
    "close": "assert math.isclose(spread([1, 1]), 0, abs_tol=1e-9)\n"
    "assert np.isclose(spread([1, 3]), 1.0)\n"
    "np.testing.assert_allclose(spread([1, 2, 3]), np.sqrt(2 / 3), rtol=1e-6, atol=0)\n"
    "assert spread([1, 2, 3, 4]) == pytest.approx(1.118, abs=1e-3)\n"
    "assert isinstance(spread([1, 2]), float)",
    "cases": "for values, expected in [([1, 2], (1, 2)), ([4, 3], (3, 4)), ([7], (7, 7))]:\n"
    "    assert extremes(values) == expected, f'wrong for {values}'\n"
    "for column in ['shop', 'sold', 'revenue']:\n"
    "    assert column in revenue(sales).columns",
    "raises": "try:\n    top(sales, -1)\n    assert False, 'a negative n is refused'\n"
    "except ValueError:\n    pass\n"
    "refused = False\ntry:\n    top(sales, -2)\nexcept ValueError:\n    refused = True\n"
    "assert refused, 'refused'",
    "unittest": "case = TestCase()\ncase.assertEqual(extremes([1, 2]), (1, 2))\n"
    "case.assertAlmostEqual(spread([1, 3]), 1.0)\ncase.assertTrue(extremes([2, 5])[1] == 5)\n"
    "case.assertIn('revenue', revenue(sales))\n"
    "with case.assertRaises(ValueError):\n    top(sales, -1)\n"
    "case.assertRaises(ValueError, top, sales, -3)",
    "function": "def test_extremes():\n    assert extremes([1, 9]) == (1, 9)\n"
    "    assert extremes([2]) == (2, 2)\n\ntest_extremes()",
    "axes": "ax = bars(sales)\nassert ax.get_title() == 'Sales'\n"
    "assert ax.get_ylabel() == 'sold'\nassert len(ax.patches) == 3\n"
    "assert [p.get_height() for p in ax.patches] == [16, 6, 1]\n"
    "assert [t.get_text() for t in ax.get_xticklabels()] == ['a', 'b', 'c']",
    "current": "plt.close('all')\nx = np.linspace(0, 2, 5)\ncurve(x)\nax = plt.gca()\n"
    "assert ax.get_title() == 'Powers'\nassert ax.get_xlabel() == 'x'\nassert len(ax.lines) == 2\n"
    "np.testing.assert_allclose(ax.lines[0].get_ydata(), x ** 2)\n"
    "assert ax.get_lines()[1].get_label() == 'cubes'\n"
    "assert ax.get_legend() is not None",
    "figures": "curve(np.arange(3))\nassert len(plt.get_fignums()) == 1\n"
    "assert len(plt.gcf().axes) == 1\nassert len(plt.gca().get_lines()) == 2",
    "own_axes": "x = np.arange(4)\nfig, ax = plt.subplots(figsize=(4, 3))\nonto(ax, x, 'twice')\n"
    "assert ax.get_title() == 'Twice'\nassert len(ax.lines) == 1\n"
    "assert list(ax.lines[0].get_ydata()) == [0, 2, 4, 6]\n"
    "assert ax.lines[0].get_label() == 'twice'",
    "words": "said = str(counts(sales).index[0]).upper()\nassert said == 'A'\n"
    "assert type(extremes([1, 2])) == tuple\nassert hasattr(counts(sales), 'index')",
}
STUDENTS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "other_way": {
        "tables": {
            "by_shop": "def by_shop(table):\n"
            "    return table.pivot_table(index='shop', values='sold', aggfunc='sum')['sold']",
            "extremes": "def extremes(values):\n    ordered = np.sort(values)\n"
            "    return ordered[0], ordered[-1]",
            "spread": "def spread(values):\n    return np.array(values).std()",
            "bars": "def bars(table):\n    sums = table.groupby('shop')['sold'].sum()\n"
            "    figure, axes = plt.subplots(1, 2)\n    axes[1].bar(sums.index, sums.values)\n"
            "    axes[1].set(title='Sales', ylabel='sold')\n    return axes[1]",
            "curve": "def curve(x):\n    figure, axes = plt.subplots()\n"
            "    axes.plot(x, x ** 2, label='squares')\n    axes.plot(x, x ** 3, label='cubes')\n"
            "    axes.set(title='Powers', xlabel='x')\n    axes.legend()",
            "onto": "def onto(axes, x, label):\n    plt.plot(x, x + x)\n    plt.title('Twice')\n"
            "    axes.lines[0].set_label(label)",
        }
    },
    "slips": {
        "tables": {
            "load": "sales = pd.DataFrame(SALES).drop(columns='price').assign(price=1)",
            "revenue": "def revenue(table):\n    table.drop(table.index[-1:], inplace=True)\n"
            "    return table.assign(revenue=table['sold'])",
            "by_shop": "def by_shop(table):\n    return table.groupby('shop')['sold'].mean()",
            "top": "def top(table, n):\n    return table.sort_values('sold').head(abs(n))",
            "counts": "def counts(table):\n    return table['shop'].value_counts(ascending=True)",
            "extremes": "def extremes(values):\n    return max(values), min(values)",
            "spread": "def spread(values):\n    return float(np.std(values, ddof=1))",
            "bars": "def bars(table):\n    return table['sold'].plot.bar()",
            "curve": "def curve(x):\n    plt.plot(x, x ** 3)\n    plt.xlabel('x')",
            "onto": "def onto(axes, x, label):\n    axes.scatter(x, 2 * x)",
        }
    },
    "kinds": {
        "tables": {
            "load": "sales = SALES",
            "revenue": "def revenue(table):\n    return table['sold'] * table['price']",
            "by_shop": "def by_shop(table):\n    return table.groupby('shop').sum()",
            "top": "def top(table, n):\n    return list(table['sold'])[:n]",
            "counts": "def counts(table):\n    return dict(table['shop'].value_counts())",
            "extremes": "def extremes(values):\n    return [min(values), max(values)]",
            "spread": "def spread(values):\n    return np.std(values)",
            "bars": "def bars(table):\n    table['sold'].plot.bar()",
            "onto": "def onto(axes, x, label):\n    figure, axes = plt.subplots()\n"
            "    axes.plot(x, 2 * x, label=label)",
            "curve": "def curve(x):\n    for power in (2, 3):\n"
            "        plt.figure()\n        plt.plot(x, x ** power)",
        }
    },
    "nothing": {
        "tables": {
            "load": "sales = None",
            "revenue": "def revenue(table):\n    pass",
            "by_shop": "def by_shop(table):\n    raise NotImplementedError",
            "top": "def top(table, n):\n    raise TypeError",
            "counts": "def counts(table):\n    pass",
            "extremes": "def extremes(values):\n    pass",
            "spread": "def spread(values):\n    return object()",
            "bars": "def bars(table):\n    return object()",
            "curve": "def curve(x):\n    pass",
            "onto": "def onto(axes, x, label):\n    raise NotImplementedError",
        }
    },
}
FRAME_TESTS = PublicCourse(
    files={},
    notebooks={"tables": Cells(given=(GIVEN,), solutions=SOLUTIONS, tests=TESTS)},
    students=STUDENTS,
    mended={},
)
