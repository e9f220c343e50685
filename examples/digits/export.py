def write_model(n, p): pass
def write_samples(*a): pass
