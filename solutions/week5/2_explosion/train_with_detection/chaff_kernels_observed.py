"""Chaff: The detector sees the gradients of the kernels only.

notebook: 2_explosion
loses: train_with_detection.detector_sees_gradients
mistake: 19
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        losses.append(float(loss))
        gradients = tape.gradient(loss, model.trainable_variables)
        if detector.observe([g for g in gradients if g.ndim > 1]) == "non-finite":
            break
        optimizer.apply(gradients, model.trainable_variables)
    return losses
