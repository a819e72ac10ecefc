"""Chaff: Each epoch is many steps, on batches of 32.

notebook: 2_explosion
loses: train_with_detection.losses_of_every_step
mistake: -
"""


# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        for i in range(0, len(x), 32):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(loss_fn(y[i : i + 32], model(x[i : i + 32], training=True)))
            losses.append(float(loss))
            g = tape.gradient(loss, model.trainable_variables)
            if detector.observe(g) == "non-finite":
                return losses
            optimizer.apply_gradients(zip(g, model.trainable_variables))
    return losses
