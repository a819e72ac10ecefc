"""Chaff: A new optimizer of the same settings is used, not the one that was given.

notebook: 2_explosion
loses: train_with_detection.exploding_goes_on
mistake: -
"""


# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    optimizer = type(optimizer).from_config(optimizer.get_config())
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        losses.append(float(loss))
        g = tape.gradient(loss, model.trainable_variables)
        if detector.observe(g) == "non-finite":
            break
        optimizer.apply_gradients(zip(g, model.trainable_variables))
    return losses
