"""Chaff: The update of an exploding step is left out.

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
        kind = detector.observe(gradients)
        if kind == "non-finite":
            break
        if kind == "ok":
            optimizer.apply(gradients, model.trainable_variables)
    return losses
