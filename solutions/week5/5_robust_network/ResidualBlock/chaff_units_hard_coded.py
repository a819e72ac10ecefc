"""Chaff: get_config gives the number of units that the check asks for, whatever it was.

notebook: 5_robust_network
loses: ResidualBlock.saved_and_loaded
mistake: -
"""
# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.dropout_rate = dropout_rate
        self.normalise = keras.layers.LayerNormalization()
        self.widen = keras.layers.Dense(units, "relu", kernel_initializer="he_normal")
        self.project = keras.layers.Dense(units, kernel_initializer="he_normal")
        self.dropout = keras.layers.Dropout(dropout_rate)

    def build(self, input_shape):
        for layer in (self.normalise, self.widen, self.project):
            layer.build(input_shape)

    def call(self, x, training=None):
        branch = self.project(self.widen(self.normalise(x)))
        return x + self.dropout(branch, training=training)

    def get_config(self):
        return {**super().get_config(), "units": 8, "dropout_rate": self.dropout_rate}
