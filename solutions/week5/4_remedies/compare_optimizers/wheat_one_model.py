"""Wheat: One model, whose weights are put back before each run; NumPy summaries.

notebook: 4_remedies
"""
# %% compare_optimizers
def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    model = build_model()
    start = model.get_weights()
    results = {}
    for name, make_optimizer in optimizers.items():
        model.set_weights(start)
        optimizer = make_optimizer()
        norms, losses = [], []
        for _epoch in range(epochs):
            with tf.GradientTape() as tape:
                predictions = model(x, training=True)
                loss = tf.reduce_mean(loss_fn(y, predictions))
            gradients = tape.gradient(loss, model.trainable_variables)
            dense = [tf.convert_to_tensor(g).numpy() for g in gradients if g is not None]
            squares = [np.sum(array.astype(np.float64) ** 2) for array in dense]
            norms.append(float(np.sqrt(np.sum(squares))))
            losses.append(float(loss))
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        final = tf.reduce_mean(loss_fn(y_val, model(x_val, training=False)))
        with np.errstate(all="ignore"):
            results[name] = dict(
                gradient_norms=norms,
                losses=losses,
                final_loss=float(final),
                average_gradient_norm=float(np.mean(norms)),
                gradient_stability=float(np.std(norms)),
                loss_reduction=losses[0] - losses[-1],
            )
    return results
