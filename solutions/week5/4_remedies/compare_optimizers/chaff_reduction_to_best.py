"""Chaff: The loss reduction is down to the smallest loss, not to the last.

notebook: 4_remedies
loses: compare_optimizers.summaries
mistake: -
"""


# %% compare_optimizers
def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    def gn(gs):
        return float(
            tf.norm(
                [tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)) for g in gs if g is not None]
            )
        )

    start = build_model().get_weights()
    res = {}
    for name, make in optimizers.items():
        model = build_model()
        model.set_weights(start)
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
            loss_reduction=losses[0] - min(losses),
        )
    return res
