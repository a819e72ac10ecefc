"""Chaff: It stops at an exploding step as well.

notebook: 2_explosion
loses: train_with_detection.exploding_goes_on
mistake: -
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        losses.append(float(loss))
        gradients = tape.gradient(loss, model.trainable_variables)
        if detector.observe(gradients) != "ok":
            break
        optimizer.apply(gradients, model.trainable_variables)
    return losses
