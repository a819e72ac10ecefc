"""Chaff: get_weights and set_weights, which leave out Dropout's random state.

notebook: 1_vanishing
loses: layer_gradient_norms.leaves_no_trace
mistake: -
"""
# %% layer_gradient_norms
def layer_gradient_norms(model, x, y, loss_fn):
    kernels = [variable for variable in model.trainable_variables if len(variable.shape) >= 2]
    before = model.get_weights()
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
    gradients = tape.gradient(loss, kernels)
    model.set_weights(before)
    pairs = zip(kernels, gradients)
    return {kernel.path: norm(gradient) for kernel, gradient in pairs}


def norm(gradient):
    if gradient is None:
        return 0.0
    return float(tf.norm(tf.cast(tf.convert_to_tensor(gradient), tf.float64)))
