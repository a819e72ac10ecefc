"""Chaff: norms in float32, where the squares of tiny gradients are zero.

notebook: 5_robust_network
loses: gradient_health.norms_in_float64
mistake: -
told: cast to float64 before you square
"""
# %% gradient_health
def gradient_health(model, x, y, steps=10):
    return [{"step": step, **one_step(model, x, y)} for step in range(steps)]


def one_step(model, x, y):
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        loss = model.compute_loss(x=x, y=y, y_pred=model(x, training=True))
    gradients = tape.gradient(loss, variables)
    norms = np.array(
        [norm(g) for g, variable in zip(gradients, variables) if len(variable.shape) >= 2]
    )
    finite = norms[np.isfinite(norms)] if np.isfinite(norms).any() else np.array([np.nan])
    model.optimizer.apply_gradients(zip(gradients, variables))
    return {
        "loss": float(loss),
        "min_gradient": float(finite.min()),
        "max_gradient": float(finite.max()),
        "mean_gradient": float(finite.mean()),
        "std_gradient": float(finite.std()),
        "vanished_layers": int(np.sum(norms < 1e-6)),
        "weak_layers": int(np.sum((norms >= 1e-6) & (norms < 1e-4))),
        "exploding_layers": int(np.sum((norms > 10) | ~np.isfinite(norms))),
        "total_layers": len(norms),
    }


def norm(gradient):
    if gradient is None:
        return 0.0
    return float(tf.sqrt(tf.reduce_sum(tf.square(tf.convert_to_tensor(gradient)))))
