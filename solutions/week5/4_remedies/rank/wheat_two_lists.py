"""Wheat: Two lists, sound and diverged, joined at the end.

notebook: 4_remedies
"""
# %% rank
def rank(results):
    sound, diverged = [], []
    for name, run in results.items():
        numbers = []
        for value in run.values():
            numbers.extend(value if isinstance(value, list) else [value])
        if all(math.isfinite(number) for number in numbers):
            sound.append(name)
        else:
            diverged.append(name)
    sound.sort(key=lambda name: results[name]["final_loss"])
    return sound + diverged
