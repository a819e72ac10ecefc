"""Chaff: one initializer object for two layers, which begin alike.

notebook: 5_robust_network
loses: ResidualBlock.drawn_afresh, build_robust_network.drawn_afresh
mistake: -
"""


# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units = units
        self.dropout_rate = dropout_rate
        init = keras.initializers.HeNormal()
        self.norm = keras.layers.LayerNormalization()
        self.dense1 = keras.layers.Dense(units, "relu", kernel_initializer=init)
        self.dense2 = keras.layers.Dense(units, kernel_initializer=init)
        self.dropout = keras.layers.Dropout(dropout_rate)

    def build(self, input_shape):
        for layer in (self.norm, self.dense1, self.dense2):
            layer.build(input_shape)

    def call(self, x, training=None):
        branch = self.dense2(self.dense1(self.norm(x)))
        return x + self.dropout(branch, training=training)

    def get_config(self):
        return {**super().get_config(), "units": self.units, "dropout_rate": self.dropout_rate}
