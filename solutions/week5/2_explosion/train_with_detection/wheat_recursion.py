"""Wheat: One step and the rest by recursion; the update is in the else branch.

notebook: 2_explosion
"""
# %% train_with_detection
def train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs=20):
    if epochs <= 0:
        return []
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        for variable in model.trainable_variables:
            tape.watch(variable.value)
        losses = loss_fn(y, model(x, training=True))
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
    verdict = detector.observe(gradients)
    if verdict == "non-finite":
        rest = []
    else:
        optimizer.apply(gradients, model.trainable_variables)
        rest = train_with_detection(model, x, y, loss_fn, optimizer, detector, epochs - 1)
    return [float(loss)] + rest
