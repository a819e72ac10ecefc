"""Fitted estimators of scikit-learn: parameters and arrays cross, predictions are made anew."""
