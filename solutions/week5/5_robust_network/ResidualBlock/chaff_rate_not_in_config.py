"""Chaff: get_config leaves out the dropout rate.

notebook: 5_robust_network
loses: ResidualBlock.saved_and_loaded
mistake: -
told: all arguments of __init__
"""
# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units = units
        self.dropout_rate = dropout_rate
        self.normalise = keras.layers.LayerNormalization()
        self.first = keras.layers.Dense(units, "relu", kernel_initializer="he_normal")
        self.second = keras.layers.Dense(units, kernel_initializer="he_normal")
        self.dropout = keras.layers.Dropout(dropout_rate)

    def build(self, input_shape):
        for layer in (self.normalise, self.first, self.second):
            layer.build(input_shape)

    def call(self, x, training=None):
        branch = self.second(self.first(self.normalise(x)))
        return x + self.dropout(branch, training=training)

    def get_config(self):
        own = {"units": self.units}
        return {**super().get_config(), **own}


# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2):
        branch = keras.layers.LayerNormalization()(x)
        x = x + keras.layers.Dense(64, "leaky_relu", kernel_initializer="he_normal")(branch)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
