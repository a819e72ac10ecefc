"""Chaff: The forward pass runs without training=True.

notebook: 2_explosion
loses: train_with_detection.training_mode
mistake: 38
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x)))
        losses.append(float(loss))
        gradients = tape.gradient(loss, model.trainable_variables)
        if detector.observe(gradients) == "non-finite":
            break
        optimizer.apply(gradients, model.trainable_variables)
    return losses
