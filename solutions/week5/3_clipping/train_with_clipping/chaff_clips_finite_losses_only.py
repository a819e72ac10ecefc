"""Chaff: `clip` is not called where the loss is NaN.

notebook: 3_clipping
loses: train_with_clipping.clip_called_once_a_step
mistake: -
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
        c = clip(g) if math.isfinite(float(loss)) else None
        if c is not None:
            optimizer.apply(c, model.trainable_variables)
        h["losses"].append(float(loss))
        h["norms_before"].append(gn(g))
        h["norms_after"].append(0.0 if c is None else gn(c))
    return h
