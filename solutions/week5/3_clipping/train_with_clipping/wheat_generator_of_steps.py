"""Wheat: a generator yields one triple a step, which zip turns into the three lists.

notebook: 3_clipping
"""
# %% train_with_clipping
def total_norm(gradients):
    return math.hypot(*(float(tf.norm(tf.cast(tf.convert_to_tensor(g), "float64")))
                        for g in gradients or () if g is not None))


def train_with_clipping(model, x, y, loss_fn, optimizer, clip, epochs=30):
    weights = model.trainable_variables

    def steps():
        for _ in range(epochs):
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                for weight in weights:
                    tape.watch(weight.value)
                loss = keras.ops.mean(loss_fn(y, model(x, training=True)))
            before = tape.gradient(loss, [weight.value for weight in weights])
            after = clip(before)
            if after is not None:
                pairs = [(g, w) for g, w in zip(after, weights) if g is not None]
                optimizer.apply_gradients(pairs)
            yield loss.numpy().item(), total_norm(before), total_norm(after)

    columns = list(zip(*steps())) or [(), (), ()]
    return {name: list(column)
            for name, column in zip(("losses", "norms_before", "norms_after"), columns)}
