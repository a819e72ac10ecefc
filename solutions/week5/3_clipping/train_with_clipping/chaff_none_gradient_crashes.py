"""Chaff: a variable without a gradient raises in the norm.

notebook: 3_clipping
loses: train_with_clipping.missing_and_sparse_gradients
mistake: 13
raises: ValueError
"""
# %% train_with_clipping
def train_with_clipping(model, x, y, loss_fn, optimizer, clip, epochs=30):
    def norm(gradients):
        dense = [tf.convert_to_tensor(g) for g in gradients]
        return float(tf.sqrt(sum(tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in dense)))

    history = {"losses": [], "norms_before": [], "norms_after": []}
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        gradients = tape.gradient(loss, model.trainable_variables)
        clipped = clip(gradients)
        history["losses"].append(float(loss))
        history["norms_before"].append(norm(gradients))
        history["norms_after"].append(0.0 if clipped is None else norm(clipped))
        if clipped is not None:
            optimizer.apply_gradients(zip(clipped, model.trainable_variables))
    return history
