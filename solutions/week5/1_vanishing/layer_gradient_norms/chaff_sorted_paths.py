"""Chaff: layers stand in alphabetical order.

notebook: 1_vanishing
loses: layer_gradient_norms.keyed_by_path
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
    norms = {}
    for kernel, gradient in zip(kernels, gradients):
        dense = tf.zeros((1,)) if gradient is None else tf.convert_to_tensor(gradient)
        norms[kernel.path] = float(tf.norm(tf.cast(dense, tf.float64)))
    return dict(sorted(norms.items()))
