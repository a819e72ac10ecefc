"""Chaff: The detector is asked in time, but the step is applied before the loop ends.

notebook: 2_explosion
loses: train_with_detection.stops_before_the_update
mistake: 40
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        losses.append(float(loss))
        gradients = tape.gradient(loss, model.trainable_variables)
        kind = detector.observe(gradients)
        optimizer.apply(gradients, model.trainable_variables)
        if kind == "non-finite":
            break
    return losses
