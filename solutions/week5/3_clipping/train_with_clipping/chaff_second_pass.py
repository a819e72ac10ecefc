"""Chaff: a second forward pass with training=True gives the loss for the record.

notebook: 3_clipping
loses: train_with_clipping.one_pass_a_step
mistake: 51
"""
# %% train_with_clipping
def train_with_clipping(model, x, y, loss_fn, optimizer, clip, epochs=30):
    def global_norm(gradients):
        tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
        return float(tf.norm([tf.norm(tf.cast(tensor, tf.float64)) for tensor in tensors]))

    history = {"losses": [], "norms_before": [], "norms_after": []}
    for _ in range(epochs):
        history["losses"].append(float(tf.reduce_mean(loss_fn(y, model(x, training=True)))))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        gradients = tape.gradient(loss, model.trainable_variables)
        clipped = clip(gradients)
        if clipped is not None:
            optimizer.apply(clipped, model.trainable_variables)
        history["norms_before"].append(global_norm(gradients))
        history["norms_after"].append(0.0 if clipped is None else global_norm(clipped))
    return history
