"""Wheat: built by its first batch; tensors held, activities penalised, values printed and checked.

notebook: 5_robust_network
"""
# %% build_robust_network
HALF = tf.constant(0.5)


class Branch(keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.norm = keras.layers.LayerNormalization()
        small = keras.regularizers.L2(1e-5)
        self.dense = keras.layers.Dense(width, "gelu", activity_regularizer=small)
        self.slope = tf.constant(2.0)

    def call(self, x):
        branch = self.dense(self.norm(x)) * HALF * self.slope
        branch = tf.debugging.check_numerics(branch, "the branch is not finite")
        tf.debugging.assert_all_finite(branch, "the branch is not finite")
        tf.print("largest", tf.reduce_max(branch), output_stream="file:///dev/null")
        return x + branch


def build_robust_network(input_shape, classes, depth=20):
    width = 96
    two = classes == 2
    model = keras.Sequential(
        [
            keras.layers.Dense(width),
            *[Branch(width) for _ in range(depth - 2)],
            keras.layers.LayerNormalization(),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(1 if two else classes, "sigmoid" if two else "softmax"),
        ]
    )
    loss = "binary_crossentropy" if two else "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
