package org.scanline.backbones.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scanline.backbones.weights.PickleValue.Dict;
import org.scanline.backbones.weights.PickleValue.Inert;
import org.scanline.backbones.weights.PickleValue.None;
import org.scanline.backbones.weights.PickleValue.Tuple;

/**
 * Reads a pickle as data.
 *
 * <p>A pickle is a program for a stack machine that may name any function and call it. This machine
 * knows the operations of {@link PickleOp} only; names stay names ({@link PickledName}), and calls
 * are answered by {@link Reductions} or kept as {@link Inert} records. It has no recursion, and
 * lengths, depth and steps are bounded. Source: Python's pickletools. Not thread-safe.
 */
final class Pickle {
  private static final int STEPS = 2_000_000;
  private static final int LONGEST_NAME = 512; // characters
  private static final int LONGEST_INTEGER = 64; // bytes

  private final Cursor in;
  private final Reductions reductions;
  private final Budget budget = new Budget("more than " + STEPS + " steps", STEPS);
  private final PickleStack stack = new PickleStack();
  private final Map<Integer, Object> memo = new HashMap<>();
  private long steps;

  private Pickle(Cursor in, Reductions reductions) {
    this.in = in;
    this.reductions = reductions;
  }

  /**
   * A value and what it cost.
   *
   * @param value text, Long, BigInteger, Double, Boolean, byte[], a list, or a {@link PickleValue}
   * @param steps number of operations, a measure for how much the value can hold
   */
  record Outcome(Object value, long steps) {}

  /**
   * Reads one pickle up to and with its last operation.
   *
   * @throws WeightsException with the place and the operation that broke a rule
   */
  static Outcome read(Cursor in, Reductions reductions) throws IOException {
    Pickle pickle = new Pickle(in, reductions);
    return new Outcome(pickle.run(), pickle.steps);
  }

  private Object run() throws IOException {
    while (true) {
      long at = in.position();
      int code = in.u1();
      PickleOp op = PickleOp.of(code);
      if (op == null) {
        throw in.wrongAt(at, "", "0x%02x is no operation that is read".formatted(code));
      }
      try {
        if ((steps++ == 0) != (op == PickleOp.PROTO)) {
          throw new IllegalArgumentException("a pickle begins with its protocol, and only there");
        }
        budget.spend(1);
        if (op == PickleOp.STOP) {
          return result();
        }
        step(op);
      } catch (IllegalArgumentException e) {
        throw in.wrongAt(at, " " + op, String.valueOf(e.getMessage()));
      }
    }
  }

  private Object result() {
    Object result = stack.pop();
    if (stack.size() > 0 || stack.hasMarks()) {
      throw new IllegalArgumentException("values are left on the stack");
    }
    return result;
  }

  private void step(PickleOp op) throws IOException {
    switch (op) {
      case PROTO -> protocol(in.u1());
      case FRAME -> frame(in.i8());
      case MARK -> stack.mark();
      case POP -> stack.drop();
      case POP_MARK -> stack.popToMark();
      case DUP -> stack.push(stack.top());
      case APPEND, APPENDS, ADDITEMS, SETITEM, SETITEMS, BUILD -> fill(op);
      case BINPUT -> put(in.u1());
      case LONG_BINPUT -> put(in.i4());
      case MEMOIZE -> put(memo.size());
      default -> stack.push(value(op));
    }
  }

  private Object value(PickleOp op) throws IOException {
    return switch (op) {
      case NONE -> None.NONE;
      case NEWTRUE -> true;
      case NEWFALSE -> false;
      case BININT -> (long) in.i4();
      case BININT1 -> (long) in.u1();
      case BININT2 -> (long) in.u2();
      case LONG1 -> integer(in.u1());
      case LONG4 -> integer(in.i4());
      case BINFLOAT -> Double.longBitsToDouble(Long.reverseBytes(in.i8()));
      case BINSTRING -> oldText(in.bytes(in.i4()));
      case SHORT_BINSTRING -> oldText(in.bytes(in.u1()));
      case BINUNICODE -> in.text(in.i4() & 0xFFFFFFFFL);
      case SHORT_BINUNICODE -> in.text(in.u1());
      case BINUNICODE8 -> in.text(in.i8());
      case BINBYTES -> in.bytes(in.i4() & 0xFFFFFFFFL);
      case SHORT_BINBYTES -> in.bytes(in.u1());
      case BINBYTES8, BYTEARRAY8 -> in.bytes(in.i8());
      case BINGET -> get(in.u1());
      case LONG_BINGET -> get(in.i4());
      case GLOBAL -> name(in.line(LONGEST_NAME), in.line(LONGEST_NAME));
      default -> composed(op);
    };
  }

  private Object composed(PickleOp op) {
    return switch (op) {
      case EMPTY_LIST, EMPTY_SET -> new ArrayList<>(0);
      case LIST, FROZENSET -> stack.popToMark();
      case EMPTY_TUPLE -> new Tuple(List.of());
      case TUPLE -> new Tuple(stack.popToMark());
      case TUPLE1 -> tuple(1);
      case TUPLE2 -> tuple(2);
      case TUPLE3 -> tuple(3);
      case EMPTY_DICT -> new Dict();
      case DICT -> filled(new Dict(), stack.popToMark());
      case STACK_GLOBAL -> {
        Object name = stack.pop();
        yield name(text(stack.pop()), text(name));
      }
      case REDUCE, NEWOBJ, NEWOBJ_EX -> call(op);
      case BINPERSID -> reductions.persistent(stack.pop());
      default -> throw new IllegalArgumentException("no operation of a value");
    };
  }

  private static void protocol(int version) {
    if (version < 2 || version > 5) {
      throw new IllegalArgumentException("protocol " + version + " is not one of 2 to 5");
    }
  }

  private void frame(long bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new IllegalArgumentException("a frame beyond the end");
    }
  }

  private Object integer(int bytes) throws IOException {
    if (bytes < 0 || bytes > LONGEST_INTEGER) {
      throw new IllegalArgumentException(
          "an integer of " + Integer.toUnsignedString(bytes) + " bytes");
    }
    byte[] digits = in.bytes(bytes);
    for (int i = 0, j = bytes - 1; i < j; i++, j--) {
      byte swapped = digits[i];
      digits[i] = digits[j];
      digits[j] = swapped;
    }
    BigInteger value = bytes == 0 ? BigInteger.ZERO : new BigInteger(digits);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /** Text of Python 2, which had no encoding; bytes if it is no UTF-8. */
  private static Object oldText(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }

  private static String text(Object value) {
    if (value instanceof String text && text.length() <= LONGEST_NAME) {
      return text;
    }
    throw new IllegalArgumentException("a name that is no text or too long");
  }

  private static PickledName name(String module, String name) {
    return new PickledName(module, name);
  }

  private Tuple tuple(int size) {
    Object[] items = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = stack.pop();
    }
    return new Tuple(List.of(items));
  }

  private void put(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("memo " + Integer.toUnsignedString(index));
    }
    memo.put(index, stack.top());
  }

  private Object get(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw new IllegalArgumentException("nothing under memo " + Integer.toUnsignedString(index));
    }
    return value;
  }

  private Object call(PickleOp op) {
    Object keywords = op == PickleOp.NEWOBJ_EX ? stack.pop() : None.NONE;
    Object arguments = stack.pop();
    Object callee = stack.pop();
    if (!(callee instanceof PickledName name) || !(arguments instanceof Tuple given)) {
      throw new IllegalArgumentException("a call of something that is no name");
    }
    if (op == PickleOp.REDUCE) {
      return reductions.call(name, given.items(), budget);
    }
    Inert object = new Inert(name, given.items());
    object.state = keywords;
    return object;
  }

  private void fill(PickleOp op) {
    switch (op) {
      case APPEND -> {
        Object item = stack.pop();
        list(stack.top()).add(item);
      }
      case APPENDS, ADDITEMS -> {
        List<Object> items = stack.popToMark();
        list(stack.top()).addAll(items);
      }
      case SETITEM -> {
        Object value = stack.pop();
        Object key = stack.pop();
        dict(stack.top()).put(key, value);
      }
      case SETITEMS -> {
        List<Object> items = stack.popToMark();
        filled(dict(stack.top()), items);
      }
      default -> build(stack.pop());
    }
  }

  /** Sets the attributes of what is on top; those of dicts and tensors are no part of the data. */
  private void build(Object state) {
    if (stack.top() instanceof Inert inert) {
      inert.state = state;
    } else if (!(stack.top() instanceof Dict) && !(stack.top() instanceof TensorView)) {
      throw new IllegalArgumentException("attributes of something that has none");
    }
  }

  @SuppressWarnings("unchecked") // every list on the stack was made here
  private static List<Object> list(Object target) {
    if (target instanceof ArrayList<?> list) {
      return (List<Object>) list;
    }
    if (target instanceof Inert inert) {
      return inert.items;
    }
    throw new IllegalArgumentException("elements for something that is no list");
  }

  private static Dict dict(Object target) {
    if (target instanceof Dict dict) {
      return dict;
    }
    if (target instanceof Inert inert) {
      return inert.entries;
    }
    throw new IllegalArgumentException("keys for something that is no dict");
  }

  private static Dict filled(Dict dict, List<Object> items) {
    if (items.size() % 2 != 0) {
      throw new IllegalArgumentException("a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      dict.put(items.get(i), items.get(i + 1));
    }
    return dict;
  }
}
