"""Chaff: Gradients that are None are left out of what the detector is shown.

notebook: 2_explosion
loses: train_with_detection.detector_sees_gradients
mistake: 13
"""


# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        losses.append(float(loss))
        pairs = [
            (g, v)
            for g, v in zip(
                tape.gradient(loss, model.trainable_variables), model.trainable_variables
            )
            if g is not None
        ]
        if detector.observe([g for g, _ in pairs]) == "non-finite":
            break
        optimizer.apply_gradients(pairs)
    return losses
