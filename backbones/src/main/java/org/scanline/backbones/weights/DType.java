package org.scanline.backbones.weights;

/**
 * Element types of weight files, under the names that safetensors gives them.
 *
 * <p>Its types below one byte and its bare exponents (F4, F6, F8_E8M0) belong to schemes of
 * quantisation and are left out.
 */
public enum DType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E4M3(1),
  F8_E5M2(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  I64(8),
  U64(8),
  F64(8),
  C64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
