"""Wheat: a Sequential branch, activation before each layer, joined by keras.layers.Add.

notebook: 5_robust_network
"""
# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units, self.dropout_rate = units, dropout_rate
        self.add = keras.layers.Add()
        self.branch = keras.Sequential(
            [
                keras.layers.BatchNormalization(momentum=0.9),
                keras.layers.LeakyReLU(),
                keras.layers.Dense(units, kernel_initializer="orthogonal"),
                keras.layers.BatchNormalization(momentum=0.9),
                keras.layers.LeakyReLU(),
                keras.layers.Dropout(dropout_rate),
                keras.layers.Dense(units, kernel_initializer="orthogonal"),
            ]
        )

    def build(self, input_shape):
        self.branch.build(input_shape)

    def call(self, x, training=None):
        return self.add([x, self.branch(x, training=training)])

    def get_config(self):
        config = super().get_config()
        config.update(units=self.units, dropout_rate=self.dropout_rate)
        return config
