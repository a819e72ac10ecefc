"""A model whose configuration holds code.

class: tampering, Keras configs that run code
tries: runs code in whoever builds the model again
outcome: total 4, scaled 0
says: an object of type keras
"""


# %% scaled
def scaled(x, factor):
    code = "__import__('os').system('touch /var/tmp/attack-was-here')"
    layer = tf.keras.layers.Lambda(lambda tensor: eval(code), output_shape=(3,))
    return tf.keras.Sequential([tf.keras.Input((3,)), layer])
