"""Wheat: A generator of losses, one step each, collected into a list.

notebook: 2_explosion
"""
# %% train_with_detection
def steps(model, x, y, loss_fn, optimizer, detector):
    kind = "ok"
    while kind != "non-finite":
        with tf.GradientTape() as tape:
            predictions = model(x, training=True)
            loss = tf.math.reduce_mean(loss_fn(y, predictions))
        gradients = tape.gradient(loss, model.trainable_weights)
        kind = detector.observe(gradients)
        if kind != "non-finite":
            optimizer.apply_gradients(zip(gradients, model.trainable_weights))
        yield float(loss)


def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    run = steps(model, x, y, loss_fn, optimizer, detector)
    return [loss for _, loss in zip(range(epochs), run)]
