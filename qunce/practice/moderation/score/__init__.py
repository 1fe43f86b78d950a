"""A small trained score: how much a message reads like what was judged an advert before.

    model    hashed character n-grams, logistic regression; trained and taught here
    store    one file for each workspace, outside the repository; read again when it changes
    training labels from the workspace's own decisions

It orders what a person looks at and does nothing else: it never accuses, and it runs only on what was raised.
"""
