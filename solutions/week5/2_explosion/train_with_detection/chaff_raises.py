"""Chaff: A non-finite step raises instead of ending the training.

notebook: 2_explosion
loses: train_with_detection.stops_before_the_update, train_with_detection.last_loss_included
mistake: 36
raises: ValueError
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        losses.append(float(loss))
        gradients = tape.gradient(loss, model.trainable_variables)
        if detector.observe(gradients) == "non-finite":
            raise ValueError("the gradients are not finite")
        optimizer.apply(gradients, model.trainable_variables)
    return losses
