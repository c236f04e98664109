package org.scanline.backbones.stream;

/**
 * A linear-time model fed piece by piece; any cut of the input gives the same output.
 *
 * <p>A stream owns all state that one run needs (carried recurrence, convolution tails, overlap
 * sums) and is closed by its caller. Use one thread at a time; the model it came from may be
 * shared.
 *
 * @param <I> a piece of input
 * @param <O> a piece of output; may be empty
 */
public interface Streaming<I, O> extends AutoCloseable {

  /**
   * Feeds the next piece.
   *
   * @return what is final now and was not returned before; may be empty
   * @throws IllegalStateException after {@link #finish()} or {@link #close()}
   */
  O push(I piece);

  /**
   * Ends the input.
   *
   * @return the rest of the output; may be empty
   * @throws IllegalStateException when called twice or after {@link #close()}
   */
  O finish();

  /** Input units that must be seen after a unit before the output at that unit is final. */
  long lookahead();

  /** Releases the state; harmless when called again. */
  @Override
  void close();
}
