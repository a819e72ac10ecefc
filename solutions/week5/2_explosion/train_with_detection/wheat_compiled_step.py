"""Wheat: Forward and backward pass compiled by tf.function, update outside.

notebook: 2_explosion
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    variables = model.trainable_variables
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)

    @tf.function
    def loss_and_gradients():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(loss_fn(y, model(x, training=True)))
        return loss, tape.gradient(loss, variables)

    losses = []
    while len(losses) < epochs:
        loss, gradients = loss_and_gradients()
        losses.append(loss.numpy().item())
        if detector.observe(gradients) == "non-finite":
            return losses
        optimizer.apply(gradients, variables)
    return losses
