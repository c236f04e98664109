package org.scanline.backbones.weights;

import java.util.Map;

/** PyTorch's names of element types, as classes of storages and as types of tensors. */
final class TorchTypes {
  private static final Map<String, DType> STORAGES =
      Map.ofEntries(
          Map.entry("FloatStorage", DType.F32),
          Map.entry("HalfStorage", DType.F16),
          Map.entry("BFloat16Storage", DType.BF16),
          Map.entry("DoubleStorage", DType.F64),
          Map.entry("LongStorage", DType.I64),
          Map.entry("IntStorage", DType.I32),
          Map.entry("ShortStorage", DType.I16),
          Map.entry("CharStorage", DType.I8),
          Map.entry("ByteStorage", DType.U8),
          Map.entry("BoolStorage", DType.BOOL),
          Map.entry("ComplexFloatStorage", DType.C64),
          Map.entry("UntypedStorage", DType.U8));

  private static final Map<String, DType> TENSORS =
      Map.ofEntries(
          Map.entry("float32", DType.F32),
          Map.entry("float16", DType.F16),
          Map.entry("bfloat16", DType.BF16),
          Map.entry("float64", DType.F64),
          Map.entry("int64", DType.I64),
          Map.entry("int32", DType.I32),
          Map.entry("int16", DType.I16),
          Map.entry("int8", DType.I8),
          Map.entry("uint8", DType.U8),
          Map.entry("uint16", DType.U16),
          Map.entry("uint32", DType.U32),
          Map.entry("uint64", DType.U64),
          Map.entry("bool", DType.BOOL),
          Map.entry("float8_e4m3fn", DType.F8_E4M3),
          Map.entry("float8_e5m2", DType.F8_E5M2),
          Map.entry("complex64", DType.C64));

  private TorchTypes() {}

  /** The element type of a class of storages. */
  static DType ofStorage(PickledName name) {
    boolean known =
        name.module().equals("torch")
            || name.module().equals("torch.cuda")
            || name.module().equals("torch.storage");
    return find(known ? STORAGES : Map.of(), name);
  }

  /** The element type named in a description of a tensor. */
  static DType ofTensor(PickledName name) {
    return find(name.module().equals("torch") ? TENSORS : Map.of(), name);
  }

  private static DType find(Map<String, DType> types, PickledName name) {
    DType type = types.get(name.name());
    if (type == null) {
      throw new IllegalArgumentException("elements of type " + name + " are not supported");
    }
    return type;
  }
}
