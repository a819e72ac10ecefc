"""Chaff: branches of steps, whose kernels hear nothing but their own L2 penalty.

notebook: 5_robust_network
loses: build_robust_network.healthy_at_depth_20, build_robust_network.healthy_at_depth_50,
    build_robust_network.spread_bounded, build_robust_network.learns_digits
mistake: -
"""
# %% build_robust_network
class Steps(keras.layers.Layer):
    def call(self, x):
        return tf.cast(x > 0, tf.float32) - 0.5


def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64, "relu", kernel_initializer="he_normal")(inputs)
    small = keras.regularizers.L2(1e-4)
    for _ in range(depth - 2):
        branch = keras.layers.LayerNormalization()(x)
        branch = keras.layers.Dense(64, kernel_regularizer=small)(branch)
        x = x + Steps()(branch)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
