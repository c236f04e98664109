package org.scanline.backbones.weights;

import org.jspecify.annotations.Nullable;

/**
 * The operations of a pickle that are read: protocols 2 to 5, as PyTorch has written them.
 *
 * <p>Those of protocols 0 and 1 that only text pickles use, extension codes and out-of-band buffers
 * are left out on purpose. Source: Python's pickletools.
 */
enum PickleOp {
  PROTO(0x80),
  FRAME(0x95),
  STOP('.'),
  MARK('('),
  POP('0'),
  POP_MARK('1'),
  DUP('2'),
  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8A),
  LONG4(0x8B),
  BINFLOAT('G'),
  BINSTRING('T'),
  SHORT_BINSTRING('U'),
  BINUNICODE('X'),
  SHORT_BINUNICODE(0x8C),
  BINUNICODE8(0x8D),
  BINBYTES('B'),
  SHORT_BINBYTES('C'),
  BINBYTES8(0x8E),
  BYTEARRAY8(0x96),
  EMPTY_LIST(']'),
  LIST('l'),
  APPEND('a'),
  APPENDS('e'),
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  EMPTY_DICT('}'),
  DICT('d'),
  SETITEM('s'),
  SETITEMS('u'),
  EMPTY_SET(0x8F),
  ADDITEMS(0x90),
  FROZENSET(0x91),
  GLOBAL('c'),
  STACK_GLOBAL(0x93),
  REDUCE('R'),
  NEWOBJ(0x81),
  NEWOBJ_EX(0x92),
  BUILD('b'),
  BINPERSID('Q'),
  BINPUT('q'),
  LONG_BINPUT('r'),
  MEMOIZE(0x94),
  BINGET('h'),
  LONG_BINGET('j');

  private static final @Nullable PickleOp[] BY_CODE = new PickleOp[256];

  static {
    for (PickleOp op : values()) {
      BY_CODE[op.code] = op;
    }
  }

  private final int code;

  PickleOp(int code) {
    this.code = code;
  }

  /** The operation of a byte; null for one that is not read. */
  static @Nullable PickleOp of(int code) {
    return BY_CODE[code];
  }
}
