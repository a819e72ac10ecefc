"""Wheat: one function, NumPy inside, apply_gradients.

notebook: 5_robust_network
"""
# %% gradient_health
def gradient_health(model, x, y, steps=10):
    reports = []
    for step in range(steps):
        with tf.GradientTape() as tape:
            y_pred = model(x, training=True)
            loss = model.compute_loss(x, y, y_pred)
        gradients = tape.gradient(loss, model.trainable_variables)
        norms = []
        for gradient, variable in zip(gradients, model.trainable_variables):
            if len(variable.shape) < 2:
                continue
            if gradient is None:
                norms.append(0.0)
            else:
                array = tf.convert_to_tensor(gradient).numpy().astype(np.float64)
                norms.append(np.linalg.norm(array.ravel()))
        norms = np.array(norms)
        finite = norms[np.isfinite(norms)]
        report = {"step": step, "loss": float(loss)}
        for name in ("min", "max", "mean", "std"):
            value = getattr(np, name)(finite) if len(finite) else np.nan
            report[name + "_gradient"] = float(value)
        report["vanished_layers"] = int((finite < 1e-6).sum())
        report["weak_layers"] = int(((finite >= 1e-6) & (finite < 1e-4)).sum())
        report["exploding_layers"] = int((finite > 10).sum() + len(norms) - len(finite))
        report["total_layers"] = len(norms)
        reports.append(report)
        model.optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return reports
