"""Chaff: The loss of a step is taken after its update.

notebook: 2_explosion
loses: train_with_detection.losses_of_every_step, train_with_detection.last_loss_included,
    train_with_detection.one_pass_a_step
mistake: 40
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
        losses.append(float(tf.reduce_mean(loss_fn(y, model(x, training=True)))))
    return losses
