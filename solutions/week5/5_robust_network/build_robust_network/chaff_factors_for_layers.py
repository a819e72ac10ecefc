"""Chaff: trained factors, one number each, stand in for depth.

notebook: 5_robust_network
loses: build_robust_network.deep_enough, build_robust_network.healthy_at_depth_20,
    build_robust_network.healthy_at_depth_50
mistake: -
"""
# %% build_robust_network
class Factor(keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(1, 1), initializer="ones")

    def call(self, x):
        return keras.ops.matmul(x[..., None], self.kernel)[..., 0]

    def compute_output_shape(self, shape):
        return shape


def build_robust_network(input_shape, classes, depth=20):
    model = keras.Sequential([keras.Input(input_shape)])
    model.add(keras.layers.Dense(128, "relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dropout(0.1))
    for _ in range(depth - 2):
        model.add(Factor())
    if classes == 2:
        model.add(keras.layers.Dense(1, "sigmoid"))
        loss = "binary_crossentropy"
    else:
        model.add(keras.layers.Dense(classes, "softmax"))
        loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
