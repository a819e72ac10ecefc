"""Wheat: a subclassed model, LayerNorm and SiLU, one layer a branch, RMSprop, loss objects.

notebook: 5_robust_network
"""
# %% build_robust_network
class RobustNetwork(keras.Model):
    def __init__(self, classes, depth, width=96):
        super().__init__()
        self.first = keras.layers.Dense(width)
        self.norms = [keras.layers.LayerNormalization() for _ in range(depth - 2)]
        self.hidden = [keras.layers.Dense(width, "silu") for _ in range(depth - 2)]
        self.dropout = keras.layers.Dropout(0.1)
        self.last_norm = keras.layers.LayerNormalization()
        self.head = (
            keras.layers.Dense(1, "sigmoid")
            if classes == 2
            else keras.layers.Dense(classes, "softmax")
        )

    def call(self, x, training=None):
        x = self.first(x)
        for norm, layer in zip(self.norms, self.hidden):
            x = x + layer(norm(x))
        return self.head(self.dropout(self.last_norm(x), training=training))


def build_robust_network(input_shape, classes, depth=20):
    model = RobustNetwork(classes, depth)
    model(tf.zeros((1, *input_shape)))
    if classes == 2:
        loss = keras.losses.BinaryCrossentropy()
    else:
        loss = keras.losses.SparseCategoricalCrossentropy()
    optimizer = keras.optimizers.RMSprop(5e-4, global_clipnorm=1.0)
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    return model
