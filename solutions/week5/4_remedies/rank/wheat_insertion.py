"""Wheat: An insertion sort by hand; NaN in the sum gives a diverged run away.

notebook: 4_remedies
"""
# %% rank
def score(run):
    lists = run["losses"] + run["gradient_norms"]
    scalars = [value for value in run.values() if not isinstance(value, list)]
    # A single inf or NaN makes this sum NaN, because 0 * inf is NaN.
    unsound = sum(0.0 * number for number in lists + scalars)
    return math.inf if math.isnan(unsound) else run["final_loss"]


def rank(results):
    order = []
    for name, run in results.items():
        place = len(order)
        while place > 0 and score(results[order[place - 1]]) > score(run):
            place -= 1
        order.insert(place, name)
    return order
