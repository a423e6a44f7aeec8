from hypothesis import settings

# On a busy machine an example may take long; that says nothing about the model.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
