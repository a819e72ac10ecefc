"""Chaff: A loss that is not finite raises.

notebook: 4_remedies
loses: compare_optimizers.goes_on_when_diverged
mistake: 36
raises: ValueError
"""
# %% compare_optimizers
def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    weights = build_model().get_weights()
    results = {}
    for name, make_optimizer in optimizers.items():
        model = build_model()
        model.set_weights(weights)
        optimizer = make_optimizer()
        norms, losses = [], []
        for _ in range(epochs):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
            gradients = tape.gradient(loss, model.trainable_variables)
            norms.append(global_norm(gradients))
            losses.append(float(loss))
            if not math.isfinite(losses[-1]):
                raise ValueError(name + " diverged")
            optimizer.apply(gradients, model.trainable_variables)
        results[name] = {
            "gradient_norms": norms,
            "losses": losses,
            "final_loss": float(tf.reduce_mean(loss_fn(y_val, model(x_val, training=False)))),
            "average_gradient_norm": float(np.mean(norms)),
            "gradient_stability": float(np.std(norms)),
            "loss_reduction": losses[0] - losses[-1],
        }
    return results


def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    norms = [float(tf.norm(tf.cast(tensor, tf.float64))) for tensor in tensors]
    return math.hypot(*norms)
