"""Wheat: CELU, and a layer of its own that subtracts the mean and divides by the deviation.

notebook: 5_robust_network
"""
# %% build_robust_network
class Standardise(keras.layers.Layer):
    def call(self, x):
        variance = tf.math.reduce_variance(x, axis=-1, keepdims=True)
        return (x - tf.reduce_mean(x, axis=-1, keepdims=True)) / tf.sqrt(variance + 1e-3)


def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(shape=input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    for _ in range(depth // 2):
        branch = Standardise()(x)
        branch = keras.layers.Dense(64, activation="celu", kernel_initializer="he_normal")(branch)
        branch = keras.layers.Dense(64, kernel_initializer="glorot_normal")(branch)
        x = x + branch
    x = Standardise()(x)
    if classes == 2:
        outputs = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        outputs = keras.layers.Dense(classes, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3, global_clipnorm=1.0),
        loss="binary_crossentropy" if classes == 2 else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
