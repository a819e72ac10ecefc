"""Wheat: NumPy norms in a loop, every variable put back by value.

notebook: 1_vanishing
"""
# %% layer_gradient_norms
def layer_gradient_norms(model, x, y, loss_fn):
    saved = {variable.path: np.array(variable) for variable in model.variables}
    try:
        with tf.GradientTape() as tape:
            predictions = model(x, training=True)
            loss = tf.reduce_mean(loss_fn(y, predictions))
        gradients = tape.gradient(loss, model.trainable_variables)
    finally:
        for variable in model.variables:
            variable.assign(saved[variable.path])

    result = {}
    for variable, gradient in zip(model.trainable_variables, gradients):
        if variable.ndim < 2:
            continue
        if gradient is None:
            result[variable.path] = 0.0
            continue
        entries = tf.convert_to_tensor(gradient).numpy().astype(np.float64).ravel()
        result[variable.path] = float(np.sqrt(np.dot(entries, entries)))
    return result
