"""Chaff: the kernels begin with zeros.

notebook: 1_network
loses: build_network.gradients
"""


# %% build_network
def build_network(features, classes):
    network = keras.Sequential(
        [
            keras.Input((features,)),
            keras.layers.Dense(16, activation="relu", kernel_initializer="zeros"),
            keras.layers.Dense(classes, activation="softmax", kernel_initializer="zeros"),
        ]
    )
    network.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    return network
