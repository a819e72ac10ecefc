"""Chaff: every step uses the first 256 rows only.

notebook: 5_robust_network
loses: gradient_health.loss_as_fit
mistake: -
"""


# %% gradient_health
def gradient_health(model, x, y, steps=10):
    reports = []
    x, y = x[:256], y[:256]
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = model.compute_loss(x=x, y=y, y_pred=model(x, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        model.optimizer.apply_gradients(zip(grads, model.trainable_variables))
        norms = []
        for g, v in zip(grads, model.trainable_variables):
            if len(v.shape) >= 2:
                norms.append(
                    0.0
                    if g is None
                    else float(
                        np.linalg.norm(np.array(tf.convert_to_tensor(g), dtype=np.float64).ravel())
                    )
                )
        norms = np.array(norms)
        finite = norms[np.isfinite(norms)]
        if len(finite) == 0:
            finite = np.array([np.nan])
        reports.append(
            {
                "step": step,
                "loss": float(loss),
                "min_gradient": float(finite.min()),
                "max_gradient": float(finite.max()),
                "mean_gradient": float(finite.mean()),
                "std_gradient": float(finite.std()),
                "vanished_layers": int((norms < 1e-6).sum()),
                "weak_layers": int(((norms >= 1e-6) & (norms < 1e-4)).sum()),
                "exploding_layers": int((~(norms <= 10)).sum()),
                "total_layers": len(norms),
            }
        )
    return reports
