"""Chaff: dropout on the identity path where the block runs as in fit, and not beside it.

notebook: 5_robust_network
loses: ResidualBlock.dropout_spares_identity
mistake: 45
"""
# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units, self.dropout_rate = units, dropout_rate
        self.normalise = keras.layers.LayerNormalization()
        self.widen = keras.layers.Dense(units, "relu", kernel_initializer="he_normal")
        self.project = keras.layers.Dense(units, kernel_initializer="he_normal")
        self.dropout = keras.layers.Dropout(dropout_rate)

    def build(self, input_shape):
        for layer in (self.normalise, self.widen, self.project):
            layer.build(input_shape)

    def call(self, x, training=None):
        branch = self.project(self.widen(self.normalise(x)))
        branch = self.dropout(branch, training=training)
        return (self.dropout(x, training=training) if tf.inside_function() else x) + branch

    def get_config(self):
        own = {"units": self.units, "dropout_rate": self.dropout_rate}
        return {**super().get_config(), **own}
