"""Chaff: The loss of the step that ends the training is left out.

notebook: 2_explosion
loses: train_with_detection.last_loss_included
mistake: -
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        gradients = tape.gradient(loss, model.trainable_variables)
        if detector.observe(gradients) == "non-finite":
            break
        optimizer.apply(gradients, model.trainable_variables)
        losses.append(float(loss))
    return losses
