"""Wheat: All models are built first and get the weights of the last one.

notebook: 4_remedies
"""
# %% compare_optimizers
def norm_of(gradients):
    total = tf.zeros([], tf.float64)
    for gradient in gradients:
        if gradient is not None:
            wide = tf.cast(tf.convert_to_tensor(gradient), tf.float64)
            total += tf.reduce_sum(wide * wide)
    return tf.sqrt(total)


def train_one(model, optimizer, x, y, loss_fn, epochs):
    variables = model.trainable_variables
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        gradients = tape.gradient(loss, variables)
        yield float(norm_of(gradients)), float(loss)
        optimizer.apply(gradients, variables)


def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    models = {name: build_model() for name in optimizers}
    last = list(models.values())[-1]
    for model in models.values():
        for variable, source in zip(model.weights, last.weights):
            variable.assign(source)
    results = {}
    for name, model in models.items():
        steps = list(train_one(model, optimizers[name](), x, y, loss_fn, epochs))
        norms, losses = (list(column) for column in zip(*steps))
        average = sum(norms) / len(norms)
        deviations = [(norm - average) * (norm - average) for norm in norms]
        results[name] = {
            "gradient_norms": norms,
            "losses": losses,
            "final_loss": float(tf.reduce_mean(loss_fn(y_val, model(x_val, training=False)))),
            "average_gradient_norm": average,
            "gradient_stability": float(np.sqrt(sum(deviations) / len(norms))),
            "loss_reduction": losses[0] - losses[-1],
        }
    return results
