"""Wheat: steps from a generator, tensors stacked in TensorFlow, states by np.digitize.

notebook: 5_robust_network
"""
# %% gradient_health
STATES = ("vanished_layers", "weak_layers", "healthy_layers", "exploding_layers")
SUMMARIES = {"min": np.min, "max": np.max, "mean": np.mean, "std": np.std}


def training_steps(model, x, y, steps):
    weights = model.trainable_weights
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = model.compute_loss(x=x, y=y, y_pred=model(x, training=True), training=True)
        found = tape.gradient(loss, weights)
        gradients = [tf.zeros(w.shape) if g is None else g for g, w in zip(found, weights)]
        model.optimizer.apply(gradients, weights)
        kernels = [g for g, weight in zip(gradients, weights) if weight.shape.rank >= 2]
        yield loss, tf.stack([tf.norm(tf.cast(g, tf.float64)) for g in kernels]).numpy()


def gradient_health(model, x, y, steps=10):
    history = []
    for step, (loss, norms) in enumerate(training_steps(model, x, y, steps)):
        sound = np.isfinite(norms)
        places = np.digitize(norms, [1e-6, 1e-4, np.nextafter(10, 11)])
        counts = np.bincount(np.where(sound, places, 3), minlength=4)
        measured = norms[sound] if sound.any() else np.array([np.nan])
        summary = {f"{key}_gradient": float(f(measured)) for key, f in SUMMARIES.items()}
        states = {key: int(n) for key, n in zip(STATES, counts) if key != "healthy_layers"}
        entry = {"step": step, "loss": loss.numpy().item(), "total_layers": norms.size}
        history.append(entry | summary | states)
    return history
