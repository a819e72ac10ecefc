"""Chaff: a second forward pass with training=True gives the loss for the record.

notebook: 4_remedies
loses: compare_optimizers.one_pass_a_step
mistake: 51
"""
# %% compare_optimizers
def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    weights = build_model().get_weights()
    results = {}
    for name, make_optimizer in optimizers.items():
        model, optimizer = build_model(), make_optimizer()
        model.set_weights(weights)
        norms, losses = [], []
        for _ in range(epochs):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
            gradients = tape.gradient(loss, model.trainable_variables)
            losses.append(float(tf.reduce_mean(loss_fn(y, model(x, training=True)))))
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
