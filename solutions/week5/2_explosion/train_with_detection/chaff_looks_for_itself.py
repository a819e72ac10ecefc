"""Chaff: It stops at a loss that is not finite, whatever the detector says.

notebook: 2_explosion
loses: train_with_detection.stops_before_the_update, train_with_detection.non_finite_loss
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
        if detector.observe(gradients) and not math.isfinite(losses[-1]):
            break
        optimizer.apply(gradients, model.trainable_variables)
    return losses
