package org.scanline.backbones.stream;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The laws of {@link Streaming}: any cut of the input gives the same output, and a stream that has
 * ended takes nothing more.
 *
 * <p>A subclass says how to open a stream and how to cut, join and compare its pieces. Everything
 * else is here. The seed of the random cuts is printed; set the system property scanline.seed to
 * repeat one.
 *
 * @param <I> a piece of input
 * @param <O> a piece of output
 */
public abstract class StreamingContract<I, O> {
  private static final String SEED = "scanline.seed";

  /** Opens a stream at its start; each call gives an equal one. */
  protected abstract Streaming<I, O> open();

  /** The input that is cut: long enough for several hops, and not a multiple of the hop. */
  protected abstract I input();

  /** Input units in {@link #input}. */
  protected abstract int length();

  /** Units from..to of the input; from may equal to. */
  protected abstract I slice(I input, int from, int to);

  /** Asserts that two runs gave the same, each as the list of what push and finish returned. */
  protected abstract void assertSame(List<O> expected, List<O> actual);

  /** The natural step of the stream in input units; cuts next to its multiples are tried. */
  protected int hop() {
    return 64;
  }

  private static long seed() {
    long seed = Long.getLong(SEED, System.nanoTime());
    System.getLogger(StreamingContract.class.getName())
        .log(System.Logger.Level.INFO, "-D{0}={1}", SEED, Long.toString(seed));
    return seed;
  }

  private List<O> run(IntSupplier pieceLengths) {
    I input = input();
    List<O> outputs = new ArrayList<>();
    try (Streaming<I, O> stream = open()) {
      int at = 0;
      while (at < length()) {
        int to = Math.min(length(), at + pieceLengths.getAsInt());
        outputs.add(stream.push(slice(input, at, to)));
        at = to;
      }
      outputs.add(stream.finish());
    }
    return outputs;
  }

  /** Everything in one piece, and pieces of fixed lengths: 1, 2, primes, around the hop. */
  @TestFactory
  protected List<DynamicTest> cuttingEvenlyDoesNotChangeTheOutput() {
    int[] lengths = {1, 2, 3, 7, 13, 97, hop() - 1, hop(), hop() + 1, 2 * hop(), length()};
    List<DynamicTest> tests = new ArrayList<>();
    for (int length : lengths) {
      if (length >= 1 && length() / length <= 20_000) {
        tests.add(
            DynamicTest.dynamicTest(
                "pieces of " + length, () -> assertSame(run(this::length), run(() -> length))));
      }
    }
    return tests;
  }

  /** Pieces of random lengths, empty ones among them. */
  @Test
  protected void cuttingAnywhereDoesNotChangeTheOutput() {
    long seed = seed();
    Random random = new Random(seed);
    List<O> whole = run(this::length);
    for (int round = 0; round < 4; round++) {
      int longest = Math.max(2, length() / (1 + 3 * round));
      assertSame(whole, run(() -> random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(longest)));
    }
  }

  /** Pushing nothing, before, between and after, changes nothing. */
  @Test
  protected void emptyPiecesDoNotChangeTheOutput() {
    boolean[] empty = {false};
    assertSame(
        run(this::length),
        run(
            () -> {
              empty[0] = !empty[0];
              return empty[0] ? 0 : Math.max(1, length() / 3);
            }));
  }

  /** A stream that is given nothing ends quietly, and twice alike. */
  @Test
  protected void emptyInputEndsQuietly() {
    List<O> pushed = new ArrayList<>();
    List<O> unpushed = new ArrayList<>();
    try (Streaming<I, O> stream = open()) {
      pushed.add(stream.push(slice(input(), 0, 0)));
      pushed.add(stream.finish());
    }
    try (Streaming<I, O> stream = open()) {
      unpushed.add(stream.finish());
    }
    assertSame(unpushed, pushed);
  }

  /** After the end, push and finish say so. */
  @Test
  protected void nothingIsTakenAfterTheEnd() {
    try (Streaming<I, O> stream = open()) {
      I piece = slice(input(), 0, Math.min(5, length()));
      stream.push(piece);
      stream.finish();
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> stream.push(piece));
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(stream::finish);
    }
  }

  /** After closing, push and finish say so. */
  @Test
  protected void nothingIsTakenAfterClosing() {
    Streaming<I, O> stream = open();
    I piece = slice(input(), 0, Math.min(5, length()));
    stream.push(piece);
    stream.close();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> stream.push(piece));
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(stream::finish);
  }

  /** Closing again is harmless, in the middle, after the end and before the start. */
  @Test
  protected void closingTwiceIsHarmless() {
    Streaming<I, O> fresh = open();
    Streaming<I, O> begun = open();
    Streaming<I, O> ended = open();
    begun.push(slice(input(), 0, length()));
    ended.finish();
    for (Streaming<I, O> stream : List.of(fresh, begun, ended)) {
      assertThatNoException().isThrownBy(stream::close);
      assertThatNoException().isThrownBy(stream::close);
    }
  }
}
