"""Wheat: a layer that tracks a metric and adds a loss, the model's loss in a list.

notebook: 5_robust_network
"""


# %% build_robust_network
class Watch(keras.layers.Layer):
    def __init__(self, **k):
        super().__init__(**k)
        self.seen = keras.metrics.Mean(name="seen")

    def call(self, x, training=None):
        self.add_loss(1e-6 * keras.ops.mean(x**2))
        if training:
            self.seen.update_state(keras.ops.mean(x))
        return x


def block(x):
    b = keras.layers.LayerNormalization()(x)
    b = keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal")(b)
    b = keras.layers.Dense(64, kernel_initializer="he_normal")(b)
    return keras.layers.Add()([x, keras.layers.Dropout(0.1)(b)])


def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(shape=input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    for _ in range((depth - 1) // 2):
        x = block(x)
    x = keras.layers.LayerNormalization()(Watch()(x))
    if classes == 2:
        out, loss = keras.layers.Dense(1, activation="sigmoid")(x), "binary_crossentropy"
    else:
        out, loss = (
            keras.layers.Dense(classes, activation="softmax")(x),
            "sparse_categorical_crossentropy",
        )
    model = keras.Model(inputs, out)
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3, clipnorm=1.0), loss=[loss], metrics=[["accuracy"]]
    )
    return model
