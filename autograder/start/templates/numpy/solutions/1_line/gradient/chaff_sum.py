"""Chaff: adds up for the bias what is to be averaged.

notebook: 1_line
loses: gradient.bias
"""


# %% gradient
def gradient(x, y, weight, bias):
    differences = weight * x + bias - y
    return 2 * np.mean(differences * x), 2 * np.sum(differences)
