"""Chaff: A kernel without a gradient raises in the norm.

notebook: 1_vanishing
loses: layer_gradient_norms.missing_and_sparse
mistake: 13
raises: ValueError
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
    return float(tf.norm(tf.cast(tf.convert_to_tensor(gradient), tf.float64)))
