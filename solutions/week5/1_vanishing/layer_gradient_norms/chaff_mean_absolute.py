"""Chaff: The mean of the absolute entries, not their norm.

notebook: 1_vanishing
loses: layer_gradient_norms.norms_of_kernels, layer_gradient_norms.mean_of_loss_fn,
    layer_gradient_norms.extreme_values
mistake: -
"""
# %% layer_gradient_norms
def layer_gradient_norms(model, x, y, loss_fn):
    kernels = [variable for variable in model.trainable_variables if len(variable.shape) >= 2]
    before = [(variable, variable.numpy()) for variable in model.non_trainable_variables]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
    gradients = tape.gradient(loss, kernels)
    for variable, value in before:
        variable.assign(value)
    pairs = zip(kernels, gradients)
    return {kernel.path: norm(gradient) for kernel, gradient in pairs}


def norm(gradient):
    if gradient is None:
        return 0.0
    dense = tf.cast(tf.convert_to_tensor(gradient), tf.float64)
    return float(tf.reduce_mean(tf.abs(dense)))
