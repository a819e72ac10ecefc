"""Chaff: kernels that no gradient trains pass for running state, as each step assigns to them.

notebook: 5_robust_network
loses: build_robust_network.deep_enough, build_robust_network.healthy_at_depth_20,
    build_robust_network.healthy_at_depth_50
mistake: 46
"""
# %% build_robust_network
class Running(keras.layers.Layer):
    def build(self, shape):
        size = (shape[-1], shape[-1])
        self.kernel = self.add_weight(shape=size, initializer="he_normal", trainable=False)

    def call(self, x, training=False):
        if training:
            self.kernel.assign(self.kernel * 1.0)
        return keras.ops.relu(keras.ops.matmul(x, self.kernel))


def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    for _ in range(depth - 2):
        x = x + Running()(keras.layers.LayerNormalization()(x))
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
