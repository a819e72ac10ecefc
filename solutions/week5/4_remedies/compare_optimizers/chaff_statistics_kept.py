"""Chaff: One model serves all runs, and only its trainable weights are put back.

notebook: 4_remedies
loses: compare_optimizers.same_start
mistake: 48
"""
# %% compare_optimizers
def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    model = build_model()
    start = [variable.numpy() for variable in model.trainable_variables]
    results = {}
    for name, make_optimizer in optimizers.items():
        for variable, value in zip(model.trainable_variables, start):
            variable.assign(value)
        optimizer = make_optimizer()
        norms, losses = [], []
        for _ in range(epochs):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
            gradients = tape.gradient(loss, model.trainable_variables)
            losses.append(float(loss))
            dense = [tf.convert_to_tensor(g) for g in gradients if g is not None]
            norms.append(float(tf.norm([tf.norm(tf.cast(t, tf.float64)) for t in dense])))
            optimizer.apply(gradients, model.trainable_variables)
        with np.errstate(invalid="ignore"):
            results[name] = {
                "gradient_norms": norms,
                "losses": losses,
                "final_loss": float(tf.reduce_mean(loss_fn(y_val, model(x_val, training=False)))),
                "average_gradient_norm": float(np.mean(norms)),
                "gradient_stability": float(np.std(norms)),
                "loss_reduction": losses[0] - losses[-1],
            }
    return results
