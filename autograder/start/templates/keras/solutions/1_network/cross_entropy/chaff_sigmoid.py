"""Chaff: a sigmoid of the label's logit instead of a softmax of all.

notebook: 1_network
loses: cross_entropy.one_row, cross_entropy.many_rows
"""


# %% cross_entropy
def cross_entropy(labels, logits):
    chosen = tf.gather(logits, labels, axis=1, batch_dims=1)
    return -tf.reduce_mean(tf.math.log_sigmoid(chosen))
