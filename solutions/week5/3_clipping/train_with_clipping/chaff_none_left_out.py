"""Chaff: Gradients that are None are left out of what `clip` is given.

notebook: 3_clipping
loses: train_with_clipping.missing_and_sparse_gradients
mistake: 13
"""


# %% train_with_clipping
def train_with_clipping(model, x, y, loss_fn, optimizer, clip, epochs=30):
    def gn(gs):
        return float(
            tf.norm(
                [tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)) for g in gs if g is not None]
            )
        )

    h = {"losses": [], "norms_before": [], "norms_after": []}
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        g = tape.gradient(loss, model.trainable_variables)
        pairs = [(a, v) for a, v in zip(g, model.trainable_variables) if a is not None]
        g = [a for a, _ in pairs]
        c = clip(g)
        if c is not None:
            optimizer.apply_gradients(zip(c, [v for _, v in pairs]))
        h["losses"].append(float(loss))
        h["norms_before"].append(gn(g))
        h["norms_after"].append(0.0 if c is None else gn(c))
    return h
