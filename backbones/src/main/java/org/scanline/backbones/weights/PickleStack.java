package org.scanline.backbones.weights;

import java.util.ArrayList;
import java.util.List;

/** The stack of {@link Pickle} with its marks; what is not there is refused. Not thread-safe. */
final class PickleStack {
  private static final int DEEPEST = 1_000_000; // values
  private static final int MOST_MARKS = 10_000;

  private final List<Object> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();

  int size() {
    return values.size();
  }

  void mark() {
    if (marks.size() == MOST_MARKS) {
      throw new IllegalArgumentException("more than " + MOST_MARKS + " marks, nested too deeply");
    }
    marks.add(values.size());
  }

  void push(Object value) {
    if (values.size() == DEEPEST) {
      throw new IllegalArgumentException("more than " + DEEPEST + " values on the stack");
    }
    values.add(value);
  }

  Object top() {
    if (values.size() <= floor()) {
      throw new IllegalArgumentException("the stack is empty");
    }
    return values.get(values.size() - 1);
  }

  Object pop() {
    Object top = top();
    values.remove(values.size() - 1);
    return top;
  }

  /** Drops the value on top, or the mark if there is none above it. */
  void drop() {
    if (values.size() > floor()) {
      pop();
    } else {
      popToMark();
    }
  }

  /** Takes everything above the last mark, and the mark. */
  List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw new IllegalArgumentException("no mark on the stack");
    }
    List<Object> above = values.subList(marks.remove(marks.size() - 1), values.size());
    List<Object> taken = new ArrayList<>(above);
    above.clear();
    return taken;
  }

  boolean hasMarks() {
    return !marks.isEmpty();
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }
}
