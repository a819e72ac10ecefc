"""Wheat: model.stateless_call, whose changes of state are thrown away.

notebook: 1_vanishing
"""
# %% layer_gradient_norms
def layer_gradient_norms(model, x, y, loss_fn):
    variables = model.trainable_variables
    trainable = [tf.convert_to_tensor(variable) for variable in variables]
    state = [tf.convert_to_tensor(variable) for variable in model.non_trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch(trainable)
        predictions, _ = model.stateless_call(trainable, state, x, training=True)
        loss = tf.reduce_mean(loss_fn(y, predictions))
    norms = {}
    for variable, gradient in zip(variables, tape.gradient(loss, trainable)):
        if len(variable.shape) >= 2:
            dense = tf.zeros([1]) if gradient is None else tf.convert_to_tensor(gradient)
            norms[variable.path] = float(tf.linalg.norm(tf.cast(dense, tf.float64)))
    return norms
