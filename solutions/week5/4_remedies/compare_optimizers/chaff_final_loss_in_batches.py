"""Chaff: The final loss is the mean over batches, the last of which is smaller.

notebook: 4_remedies
loses: compare_optimizers.final_loss
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
        final = float(
            np.mean(
                [
                    float(
                        tf.reduce_mean(
                            loss_fn(y_val[i : i + 32], model(x_val[i : i + 32], training=False))
                        )
                    )
                    for i in range(0, len(x_val), 32)
                ]
            )
        )
        res[name] = dict(
            gradient_norms=norms,
            losses=losses,
            final_loss=final,
            average_gradient_norm=float(np.mean(norms)),
            gradient_stability=float(np.std(norms)),
            loss_reduction=losses[0] - losses[-1],
        )
    return res
