"""All small structures up to isomorphism: categories, set-valued functors, functors and transformations."""
