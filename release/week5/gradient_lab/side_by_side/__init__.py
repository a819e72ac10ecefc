"""Small networks in NumPy, several side by side: the first axis of every array counts them.

Where networks are as small as these, Keras and TensorFlow prepare a training for longer than all of
it takes here. A network is a chain of layers. A signal goes forward through them, an array
(networks, examples, features); an error comes back, the derivative of the loss with respect to the
signal at that place.
"""
