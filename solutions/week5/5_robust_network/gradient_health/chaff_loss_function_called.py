"""Chaff: the loss's function is called on labels of shape (n,), which compute_loss would take.

notebook: 5_robust_network
loses: gradient_health.loss_as_fit
mistake: 39
raises: ValueError
"""


# %% gradient_health
def gradient_health(model, x, y, steps=10):
    def nm(g):
        return 0.0 if g is None else float(tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)))

    result = []
    for step in range(steps):
        vs = model.trainable_variables
        with tf.GradientTape() as tape:
            pred = model(x, training=True)
            loss = tf.reduce_mean(keras.losses.get(model.loss)(y, pred)) + sum(model.losses)
        gs = tape.gradient(loss, vs)
        ns = np.array([nm(g) for g, v in zip(gs, vs) if len(v.shape) >= 2])
        model.optimizer.apply(gs, vs)
        f = ns[np.isfinite(ns)] if np.isfinite(ns).any() else np.array([np.nan])
        result.append(
            dict(
                step=step,
                loss=float(loss),
                min_gradient=float(f.min()),
                max_gradient=float(f.max()),
                mean_gradient=float(f.mean()),
                std_gradient=float(f.std()),
                vanished_layers=int((ns < 1e-6).sum()),
                weak_layers=int(((ns >= 1e-6) & (ns < 1e-4)).sum()),
                exploding_layers=int((~(ns <= 10)).sum()),
                total_layers=len(ns),
            )
        )
    return result
