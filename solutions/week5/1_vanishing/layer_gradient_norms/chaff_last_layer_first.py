"""Chaff: The layers are in the order in which the gradient meets them.

notebook: 1_vanishing
loses: layer_gradient_norms.keyed_by_path
mistake: -
"""
# %% layer_gradient_norms
def layer_gradient_norms(model, x, y, loss_fn):
    trainable = reversed(model.trainable_variables)
    kernels = [variable for variable in trainable if len(variable.shape) >= 2]
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
    return float(tf.norm(tf.cast(tf.convert_to_tensor(gradient), tf.float64)))
