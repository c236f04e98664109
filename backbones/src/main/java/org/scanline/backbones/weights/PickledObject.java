package org.scanline.backbones.weights;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle would have made by a call, kept as plain data: nothing was called.
 *
 * <p>A fraction, for instance, is the type {@code fractions.Fraction} with the argument "39/5" or,
 * from later Pythons, the arguments 39 and 5.
 *
 * @param type the class or function that the pickle names
 * @param arguments what it would have been given
 * @param state the attributes set afterwards, or keyword arguments of its making, or null
 * @param items elements appended, for a kind of list
 * @param entries values by key, for a kind of dict
 */
public record PickledObject(
    PickledName type,
    List<@Nullable Object> arguments,
    @Nullable Object state,
    List<@Nullable Object> items,
    Map<String, @Nullable Object> entries) {}
