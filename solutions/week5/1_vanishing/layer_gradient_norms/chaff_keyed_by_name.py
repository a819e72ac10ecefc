"""Chaff: Keyed by variable.name, which is the same for every layer.

notebook: 1_vanishing
loses: layer_gradient_norms.norms_of_kernels, layer_gradient_norms.keyed_by_path,
    layer_gradient_norms.kernels_only, layer_gradient_norms.mean_of_loss_fn,
    layer_gradient_norms.extreme_values, layer_gradient_norms.missing_and_sparse
mistake: 37
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
    return {kernel.name: norm(gradient) for kernel, gradient in pairs}


def norm(gradient):
    if gradient is None:
        return 0.0
    return float(tf.norm(tf.cast(tf.convert_to_tensor(gradient), tf.float64)))
