"""Wheat: The history is a defaultdict of lists that grows as it is written to.

notebook: 3_clipping
"""
# %% train_with_clipping
from collections import defaultdict


def length(gradients):
    dense = [tf.convert_to_tensor(each) for each in gradients if each is not None]
    return float(np.linalg.norm([np.linalg.norm(each.numpy().astype("float64")) for each in dense]))


def train_with_clipping(model, x, y, loss_fn, optimizer, clip, epochs=30):
    history = defaultdict(list)
    weights = model.trainable_variables
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        gradients = tape.gradient(loss, weights)
        history["losses"].append(float(loss))
        history["norms_before"].append(length(gradients))
        gradients = clip(gradients)
        history["norms_after"].append(length(gradients or []))
        if gradients is not None:
            optimizer.apply(gradients, weights)
    return history
