"""Wheat: the functional interface, with the ReLU as a layer of its own.

notebook: 1_network
"""


# %% build_network
def build_network(features, classes):
    inputs = keras.Input((features,))
    hidden = keras.layers.ReLU()(keras.layers.Dense(16)(inputs))
    network = keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(hidden))
    network.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    return network
