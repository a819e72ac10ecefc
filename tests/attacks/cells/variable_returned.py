"""The right number in a TensorFlow variable.

class: notebook, Variable
tries: nothing; the type is not the one asked for
outcome: total 0, scaled 6
says: expected a Python float, got a TensorFlow variable
"""


# %% total
def total(values):
    return tf.Variable(sum(values))
