"""Chaff: leaves out the inner derivative of the weight.

notebook: 1_line
loses: gradient.weight
"""


# %% gradient
def gradient(x, y, weight, bias):
    differences = weight * x + bias - y
    return 2 * np.mean(differences), 2 * np.mean(differences)
