"""Chaff: Only the first 128 examples are looked at.

notebook: 1_vanishing
loses: layer_gradient_norms.mean_of_loss_fn
mistake: -
"""


# %% layer_gradient_norms
def layer_gradient_norms(model, x, y, loss_fn):
    x, y = x[:128], y[:128]
    kernels = [v for v in model.trainable_variables if len(v.shape) >= 2]
    before = [(v, v.numpy()) for v in model.non_trainable_variables]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
    grads = tape.gradient(loss, kernels)
    for v, w in before:
        v.assign(w)
    return {
        k.path: 0.0 if g is None else float(tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)))
        for k, g in zip(kernels, grads)
    }
