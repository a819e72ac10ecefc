"""Chaff: Only trainable weights are the same at the start of all runs.

notebook: 4_remedies
loses: compare_optimizers.same_start
mistake: 48
"""


# %% compare_optimizers
def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    def gn(gs):
        return float(
            tf.norm(
                [tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)) for g in gs if g is not None]
            )
        )

    start = [v.numpy() for v in build_model().trainable_variables]
    res = {}
    for name, make in optimizers.items():
        model = build_model()
        [v.assign(w) for v, w in zip(model.trainable_variables, start)]
        opt = make()
        norms, losses = [], []
        for _ in range(epochs):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
            g = tape.gradient(loss, model.trainable_variables)
            norms.append(gn(g))
            losses.append(float(loss))
            opt.apply(g, model.trainable_variables)
        final = float(tf.reduce_mean(loss_fn(y_val, model(x_val, training=False))))
        res[name] = dict(
            gradient_norms=norms,
            losses=losses,
            final_loss=final,
            average_gradient_norm=float(np.mean(norms)),
            gradient_stability=float(np.std(norms)),
            loss_reduction=losses[0] - losses[-1],
        )
    return res
