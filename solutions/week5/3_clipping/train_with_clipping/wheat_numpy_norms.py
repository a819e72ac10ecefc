"""Wheat: a compiled forward and backward pass, norms by NumPy, optimizer.apply.

notebook: 3_clipping
"""
# %% train_with_clipping
def train_with_clipping(model, x, y, loss_fn, optimizer, clip, epochs=30):
    variables = model.trainable_variables
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)

    @tf.function
    def loss_and_gradients():
        with tf.GradientTape() as tape:
            losses = loss_fn(y, model(x, training=True))
            loss = tf.math.reduce_mean(losses)
        return loss, tape.gradient(loss, variables)

    def l2(gradients):
        if gradients is None:
            return 0.0
        flat = [np.ravel(tf.convert_to_tensor(g)) for g in gradients if g is not None]
        return float(np.linalg.norm(np.concatenate(flat).astype(np.float64)))

    losses, before, after = [], [], []
    for _epoch in range(epochs):
        loss, gradients = loss_and_gradients()
        result = clip(gradients)
        losses.append(loss.numpy().item())
        before.append(l2(gradients))
        after.append(l2(result))
        if result is None:
            continue
        optimizer.apply(result, variables)
    return dict(losses=losses, norms_before=before, norms_after=after)
