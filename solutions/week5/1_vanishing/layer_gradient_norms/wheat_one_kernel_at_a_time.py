"""Wheat: A persistent tape, asked for one kernel after the other; tf.function.

notebook: 1_vanishing
"""
# %% layer_gradient_norms
def root_of_squares(tensor):
    if tensor is None:
        return 0.0
    squares = tf.square(tf.cast(tf.convert_to_tensor(tensor), tf.float64))
    return tf.sqrt(tf.reduce_sum(squares)).numpy().item()


def layer_gradient_norms(model, x, y, loss_fn):
    kernels = [v for v in model.trainable_variables if len(v.shape) > 1]
    memory = [(v, v.numpy()) for v in model.non_trainable_variables]

    @tf.function
    def forward():
        return tf.reduce_mean(loss_fn(y, model(x, training=True)))

    with tf.GradientTape(persistent=True) as tape:
        loss = forward()
    norms = {k.path: root_of_squares(tape.gradient(loss, k)) for k in kernels}
    for v, value in memory:
        v.assign(value)
    return norms
