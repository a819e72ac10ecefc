"""Chaff: The losses of the examples are averaged for the list, not for the gradient.

notebook: 2_explosion
loses: train_with_detection.mean_over_examples
mistake: 39
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        losses.append(float(tf.reduce_mean(loss)))
        gradients = tape.gradient(loss, model.trainable_variables)
        if detector.observe(gradients) == "non-finite":
            break
        optimizer.apply(gradients, model.trainable_variables)
    return losses
