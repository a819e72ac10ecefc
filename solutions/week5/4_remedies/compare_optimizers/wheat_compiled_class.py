"""Wheat: A class for one run, compiled gradients, math.hypot and statistics.

notebook: 4_remedies
"""
# %% compare_optimizers
import statistics


class Run:
    def __init__(self, model, optimizer, loss_fn):
        self.model, self.optimizer, self.loss_fn = model, optimizer, loss_fn
        self.norms, self.losses = [], []
        self.gradients = tf.function(self.measure)

    def loss(self, x, y, training):
        return tf.math.reduce_mean(self.loss_fn(y, self.model(x, training=training)))

    def measure(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(x, y, True)
        return loss, tape.gradient(loss, self.model.trainable_weights)

    def step(self, x, y):
        loss, gradients = self.gradients(x, y)
        tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
        norms = [float(tf.norm(tf.cast(tensor, tf.float64))) for tensor in tensors]
        self.norms.append(math.hypot(*norms))
        self.losses.append(loss.numpy().item())
        self.optimizer.apply(gradients, self.model.trainable_weights)

    def summary(self, x_val, y_val):
        sound = all(map(math.isfinite, self.norms))
        return {
            "gradient_norms": self.norms,
            "losses": self.losses,
            "final_loss": float(self.loss(x_val, y_val, False)),
            "average_gradient_norm": statistics.fmean(self.norms) if sound else math.nan,
            "gradient_stability": statistics.pstdev(self.norms) if sound else math.nan,
            "loss_reduction": self.losses[0] - self.losses[-1],
        }


def compare_optimizers(build_model, optimizers, x, y, x_val, y_val, loss_fn, epochs=5):
    weights, results = build_model().get_weights(), {}
    for name in optimizers:
        model = build_model()
        model.set_weights(weights)
        run = Run(model, optimizers[name](), loss_fn)
        for _ in range(epochs):
            run.step(x, y)
        results[name] = run.summary(x_val, y_val)
    return results
