"""Chaff: one layer alone.

notebook: 1_network
loses: build_network.layers, build_network.gradients
"""


# %% build_network
def build_network(features, classes):
    network = keras.Sequential(
        [keras.Input((features,)), keras.layers.Dense(classes, activation="softmax")]
    )
    network.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    return network
