package org.scanline.backbones.layer;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A function of arrays that libtorch compiles from a few lines of TorchScript.
 *
 * <p>It gives what libtorch has and DJL does not pass on (transposed convolutions, bidirectional
 * recurrent layers, inverse STFT), and lets several operators run in one call, whose intermediate
 * arrays never reach Java. Gradients flow through. A call costs some ten microseconds more than an
 * operator of DJL's. Thread-safe.
 *
 * <p>Numbers that a function depends on (a stride, an epsilon) are written into its text; the same
 * text is compiled once in a process and kept, which is why functions have no {@code close}.
 */
public final class TorchFunction {
  /** Compiled functions by text: they never change, and there are as many as texts. */
  private static final Map<String, TorchFunction> COMPILED = new ConcurrentHashMap<>();

  private final String text;

  /** Held because a model that nobody holds releases its block. */
  private final Model model;

  /**
   * The same for training, once that is wanted: libtorch rewrites a graph for the calls that it has
   * seen, and what it made for gradients fails on arrays that never had any.
   */
  private volatile @Nullable Model trained;

  private TorchFunction(String text) {
    this.text = text;
    model = compiled(text);
  }

  /**
   * Compiles a function that returns one array.
   *
   * @param parameters as TorchScript declares them, such as {@code "x: Tensor, weight: Tensor"};
   *     all arrays
   * @param lines the body, such as {@code "return torch.glu(x, 1)"}; TorchScript as libtorch saves
   *     it: one statement a line, no tensor methods, {@code torch.add(x, y)} in place of {@code x +
   *     y} for arrays
   * @throws IllegalArgumentException when libtorch does not understand it
   */
  public static TorchFunction of(String parameters, String... lines) {
    String text = text(parameters, lines);
    return COMPILED.computeIfAbsent(text, TorchFunction::new);
  }

  private static String text(String parameters, String... lines) {
    StringBuilder text = new StringBuilder();
    text.append("class Function(Module):\n")
        .append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n")
        .append("  def forward(self: __torch__.Function, ")
        .append(parameters)
        .append(") -> Tensor:\n");
    for (String line : lines) {
      text.append("    ").append(line).append('\n');
    }
    return text.toString();
  }

  private static Model compiled(String text) {
    Model model = Model.newInstance("function", "PyTorch");
    try {
      model.load(new ByteArrayInputStream(archive(text)));
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException | RuntimeException e) {
      model.close();
      throw new IllegalArgumentException("libtorch does not compile:\n" + text, e);
    }
  }

  /**
   * Calls the function.
   *
   * @param training whether gradients are wanted
   * @param x the first argument, whose manager gets the result
   * @param more the other arguments in order
   */
  public NDArray apply(boolean training, NDArray x, NDArray... more) {
    NDList arguments = new NDList(1 + more.length);
    arguments.add(plain(x));
    for (NDArray argument : more) {
      arguments.add(plain(argument));
    }
    NDManager manager = x.getManager();
    Model called = training ? forTraining() : model;
    return called
        .getBlock()
        .forward(new ParameterStore(manager, false), arguments, training)
        .get(0);
  }

  private Model forTraining() {
    Model known = trained;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      Model made = trained == null ? compiled(text) : trained;
      trained = made;
      return made;
    }
  }

  /** DJL reads a structure out of names with dots and brackets; an array seen anew has no name. */
  private static NDArray plain(NDArray argument) {
    String name = argument.getName();
    boolean structured = name != null && !name.chars().allMatch(c -> c == '_' || letter(c));
    return structured ? argument.reshape(argument.getShape()) : argument;
  }

  private static boolean letter(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /**
   * The archive that libtorch loads: a module without parameters as a pickled object, its code, no
   * constants.
   */
  private static byte[] archive(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "data.pkl", module());
      entry(zip, "code/__torch__.py", text.getBytes(StandardCharsets.UTF_8));
      entry(zip, "constants.pkl", pickle(")")); // the empty tuple
      entry(zip, "version", "6\n".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** An object of class Function with the attribute training, false. */
  private static byte[] module() {
    return pickle("c__torch__\nFunction\n)\u0081}X\u0008\0\0\0training\u0089sb");
  }

  private static byte[] pickle(String opcodes) {
    return ("\u0080\u0002" + opcodes + ".").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("function/" + name);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
