"""Chaff: get_config leaves out what the base class has to say.

notebook: 5_robust_network
loses: ResidualBlock.saved_and_loaded
mistake: -
"""


# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units = units
        self.dropout_rate = dropout_rate
        self.norm = keras.layers.LayerNormalization()
        self.dense1 = keras.layers.Dense(units, "relu", kernel_initializer="he_normal")
        self.dense2 = keras.layers.Dense(units, kernel_initializer="he_normal")
        self.dropout = keras.layers.Dropout(dropout_rate)

    def build(self, input_shape):
        for layer in (self.norm, self.dense1, self.dense2):
            layer.build(input_shape)

    def call(self, x, training=None):
        branch = self.dense2(self.dense1(self.norm(x)))
        return x + self.dropout(branch, training=training)

    def get_config(self):
        return {"units": self.units, "dropout_rate": self.dropout_rate}
