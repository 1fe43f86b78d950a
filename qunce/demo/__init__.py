"""The demo: a seeded world of four businesses (design 7) that enters only through the importers.

    scripts/     the hand-written talk and casts; ``script`` reads them (grammar in its docstring)
    world        build(size, seed, until) plays them on a calendar that ends at ``until``
    writers/     the same world as the files people have; bundle.write(world, folder) + manifest.json
    expected     what every judgement should find in it, from what was staged
    history      millions of cheap records for the benches

Nothing here but the loader knows Django.
"""
