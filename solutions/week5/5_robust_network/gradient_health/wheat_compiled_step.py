"""Wheat: a compiled step that gives loss and squared norms; classes sorted out with loops.

notebook: 5_robust_network
"""
# %% gradient_health
import math
import statistics


def gradient_health(model, x, y, steps=10):
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    variables = model.trainable_variables
    kernels = [index for index, variable in enumerate(variables) if len(variable.shape) >= 2]
    model.optimizer.build(variables)

    @tf.function
    def train_step():
        with tf.GradientTape() as tape:
            loss = model.compute_loss(x=x, y=y, y_pred=model(x, training=True))
        gradients = tape.gradient(loss, variables)
        model.optimizer.apply(gradients, variables)
        return loss, [squared_norm(gradients[index]) for index in kernels]

    def squared_norm(gradient):
        if gradient is None:
            return tf.constant(0.0, tf.float64)
        wide = tf.cast(tf.convert_to_tensor(gradient), tf.float64)
        return tf.reduce_sum(wide * wide)

    def classify(norm):
        if not math.isfinite(norm) or norm > 10:
            return "exploding_layers"
        if norm < 1e-6:
            return "vanished_layers"
        return "weak_layers" if norm < 1e-4 else "healthy"

    history = []
    for step in range(steps):
        loss, squares = train_step()
        norms = [math.sqrt(float(square)) for square in squares]
        finite = [norm for norm in norms if math.isfinite(norm)] or [math.nan]
        states = [classify(norm) for norm in norms]
        history.append(
            dict(
                step=step,
                loss=float(loss),
                min_gradient=min(finite),
                max_gradient=max(finite),
                mean_gradient=sum(finite) / len(finite),
                std_gradient=statistics.pstdev(finite) if len(finite) > 1 else 0.0 * finite[0],
                vanished_layers=states.count("vanished_layers"),
                weak_layers=states.count("weak_layers"),
                exploding_layers=states.count("exploding_layers"),
                total_layers=len(norms),
            )
        )
    return history
