package io.memguard.snapshot;

import java.util.List;

/**
 * References that were found to class loaders of one family, to their classes, or to objects of
 * these.
 *
 * @param loaders how many loaders, or classes of a name pattern, were searched for
 * @param reached how many of them a reference was found to
 * @param references some of the references, spread evenly over all that were found: the chain leads
 *     from a static field or a thread to the object that refers to the class loader's
 * @param visited objects that were looked at
 * @param complete whether nothing was left to look at, so that what was not reached is held in
 *     another way, such as by a variable on a stack
 */
public record HeldLoaders(
    int loaders, int reached, List<HeldObject> references, int visited, boolean complete) {}
