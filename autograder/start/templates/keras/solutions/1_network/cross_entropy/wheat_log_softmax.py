"""Wheat: takes the label's entry of the logarithms.

notebook: 1_network
"""


# %% cross_entropy
def cross_entropy(labels, logits):
    logarithms = tf.nn.log_softmax(logits)
    return -tf.reduce_mean(tf.gather(logarithms, labels, axis=1, batch_dims=1))
