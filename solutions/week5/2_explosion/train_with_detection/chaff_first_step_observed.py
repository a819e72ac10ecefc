"""Chaff: The detector is asked at the first step only.

notebook: 2_explosion
loses: train_with_detection.stops_before_the_update, train_with_detection.last_loss_included,
    train_with_detection.detector_sees_gradients
mistake: 41
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        losses.append(float(loss))
        gradients = tape.gradient(loss, model.trainable_variables)
        if len(losses) == 1 and detector.observe(gradients) == "non-finite":
            break
        optimizer.apply(gradients, model.trainable_variables)
    return losses
