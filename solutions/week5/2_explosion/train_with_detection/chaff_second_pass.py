"""Chaff: a second forward pass with training=True gives the loss for the record.

notebook: 2_explosion
loses: train_with_detection.one_pass_a_step
mistake: 51
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    losses = []
    for _ in range(epochs):
        losses.append(float(tf.reduce_mean(loss_fn(y, model(x, training=True)))))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        gradients = tape.gradient(loss, model.trainable_variables)
        if detector.observe(gradients) == "non-finite":
            break
        optimizer.apply(gradients, model.trainable_variables)
    return losses
