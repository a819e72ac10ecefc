"""Chaff: adds the rows up.

notebook: 1_network
loses: cross_entropy.many_rows
"""


# %% cross_entropy
def cross_entropy(labels, logits):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.reduce_sum(losses)
