"""Wheat: a class with one method for each part of a step; norms from one long vector.

notebook: 3_clipping
"""
# %% train_with_clipping
class Trainer:
    def __init__(self, model, loss_fn, optimizer, clip):
        self.model, self.loss_fn, self.optimizer, self.clip = model, loss_fn, optimizer, clip
        self.history = {name: [] for name in ("losses", "norms_before", "norms_after")}

    def loss(self, x, y):
        losses = self.loss_fn(y, self.model(x, training=True))
        return tf.reduce_mean(tf.reshape(losses, [-1]))

    def gradients(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(x, y)
        self.note("losses", loss)
        return tape.gradient(loss, self.model.trainable_weights)

    def note(self, name, value):
        self.history[name].append(float(value))

    def norm(self, gradients):
        flat = [tf.reshape(tf.convert_to_tensor(g), [-1]) for g in gradients if g is not None]
        return tf.linalg.norm(tf.cast(tf.concat(flat, axis=0), tf.float64))

    def step(self, x, y):
        gradients = self.gradients(x, y)
        self.note("norms_before", self.norm(gradients))
        clipped = self.clip(list(gradients))
        if clipped is None:
            self.note("norms_after", 0.0)
        else:
            self.note("norms_after", self.norm(clipped))
            self.optimizer.apply(clipped, self.model.trainable_weights)


def train_with_clipping(model, x, y, loss_fn, optimizer, clip, epochs=30):
    trainer = Trainer(model, loss_fn, optimizer, clip)
    for epoch in range(epochs):
        trainer.step(x, y)
    return trainer.history
