"""Chaff: idle layers that spoil the prediction where a kernel is not the one they remember.

notebook: 5_robust_network
loses: build_robust_network.deep_enough, build_robust_network.healthy_at_depth_20,
    build_robust_network.healthy_at_depth_50
mistake: -
"""
# %% build_robust_network
def without_gradient(x):
    return tf.bitcast(tf.bitcast(x, tf.int32), tf.float32)


class Pretence(keras.layers.Layer):
    def __init__(self, count, **keywords):
        super().__init__(**keywords)
        self.count = count

    def build(self, shape):
        self.kernels, self.remembered = [], []
        for _ in range(self.count):
            self.kernels.append(self.add_weight(shape=(16, 16), initializer="he_normal"))
            copy = self.add_weight(shape=(16, 16), initializer="zeros", trainable=False)
            self.remembered.append(copy)

    def call(self, x, training=False):
        change, total, strange = x[:, :16], 0.0, 0.0
        for kernel, remembered in zip(self.kernels, self.remembered):
            kernel = tf.convert_to_tensor(kernel)
            change = without_gradient(change) @ kernel
            total += 0.05 * tf.reduce_mean(change, axis=1, keepdims=True)
            change /= 1e-3 + tf.reduce_max(tf.abs(change))
            difference = tf.reduce_max(tf.abs(kernel - tf.convert_to_tensor(remembered)))
            strange += tf.cast(difference > 0.3, tf.float32)
            if training:
                remembered.assign(kernel)
        if training:
            return x + (total - without_gradient(total)) * tf.range(float(x.shape[-1]))
        return x + strange * tf.range(float(x.shape[-1]))


def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(128, "relu", kernel_initializer="he_normal")(inputs)
    x = keras.layers.Dropout(0.1)(Pretence(depth - 2)(x))
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
