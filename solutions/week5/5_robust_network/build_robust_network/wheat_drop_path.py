"""Wheat: whole branches are dropped for single examples, by a mask that is rounded down.

notebook: 5_robust_network
"""


# %% build_robust_network
class DropPath(keras.layers.Layer):
    def __init__(self, rate=0.1, **k):
        super().__init__(**k)
        self.rate, self.gen = rate, keras.random.SeedGenerator()

    def call(self, x, training=None):
        if not training:
            return x
        keep = 1.0 - self.rate
        mask = tf.floor(keep + keras.random.uniform((tf.shape(x)[0], 1), seed=self.gen))
        return x / keep * mask


def block(x):
    b = keras.layers.LayerNormalization()(x)
    b = keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal")(b)
    b = keras.layers.Dense(64, kernel_initializer="he_normal")(b)
    return keras.layers.Add()([x, DropPath()(b)])


def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(shape=input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    for _ in range((depth - 1) // 2):
        x = block(x)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        out, loss = keras.layers.Dense(1, activation="sigmoid")(x), "binary_crossentropy"
    else:
        out, loss = (
            keras.layers.Dense(classes, activation="softmax")(x),
            "sparse_categorical_crossentropy",
        )
    model = keras.Model(inputs, out)
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3, clipnorm=1.0), loss=loss, metrics=["accuracy"]
    )
    return model
