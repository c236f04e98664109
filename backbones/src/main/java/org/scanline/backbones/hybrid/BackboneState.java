package org.scanline.backbones.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.scanline.backbones.weights.Safetensors;

/**
 * Where a {@link BackboneStream} is: the states of all layers, and the steps (B,less than block,D)
 * that wait for their block to be full.
 *
 * <p>It is never changed, so any number of streams may go on from it. As a safetensors file it has
 * the tensors waiting and layers.N.state.M, with the backbone's description among the metadata.
 * Closed by its owner or with the manager it was given.
 */
public final class BackboneState implements AutoCloseable {
  private final NDManager manager;
  private final Backbone backbone;
  private final int block;
  private final NDArray waiting;
  private final NDList carried;

  /** Takes arrays over; they belong to the manager, which is closed with the state. */
  BackboneState(NDManager manager, Backbone backbone, int block, NDArray waiting, NDList carried) {
    this.manager = manager;
    this.backbone = backbone;
    this.block = block;
    this.waiting = waiting;
    this.carried = carried;
  }

  Backbone backbone() {
    return backbone;
  }

  NDArray waiting() {
    return waiting;
  }

  NDList carried() {
    return carried;
  }

  /** Steps computed together. */
  public int block() {
    return block;
  }

  /** B. */
  public long batch() {
    return waiting.getShape().get(0);
  }

  /** Its size: four bytes an element, waiting steps included. */
  public long bytes() {
    return Float.BYTES * (waiting.size() + carried.stream().mapToLong(NDArray::size).sum());
  }

  /** A copy that belongs to another manager. */
  public BackboneState copy(NDManager owner) {
    NDManager copies = owner.newSubManager();
    NDList arrays = new NDList();
    carried.forEach(array -> arrays.add(copy(array, copies)));
    return new BackboneState(copies, backbone, block, copy(waiting, copies), arrays);
  }

  private static NDArray copy(NDArray array, NDManager owner) {
    NDArray copy = array.duplicate();
    copy.attach(owner);
    return copy;
  }

  /** Writes a safetensors file, complete or not at all. */
  public void save(Path file) throws IOException {
    Safetensors.Contents contents = StateFile.contents(this);
    Safetensors.write(file, contents.tensors(), contents.metadata());
  }

  /** The bytes of the file that {@link #save} writes. */
  public byte[] toBytes() {
    Safetensors.Contents contents = StateFile.contents(this);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Safetensors.write(out, contents.tensors(), contents.metadata());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws org.scanline.backbones.weights.WeightsException when the file is damaged or belongs to
   *     another backbone
   */
  public static BackboneState restore(Path file, Backbone backbone, NDManager owner)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    return new StateFile(Safetensors.readContents(file), name).state(backbone, owner);
  }

  /**
   * Reads what {@link #toBytes} gave.
   *
   * @throws org.scanline.backbones.weights.WeightsException when the bytes are damaged or belong to
   *     another backbone
   */
  public static BackboneState restore(byte[] bytes, Backbone backbone, NDManager owner) {
    String name = "the state";
    try {
      return new StateFile(Safetensors.readContents(new ByteArrayInputStream(bytes), name), name)
          .state(backbone, owner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Releases the arrays; harmless when called again. */
  @Override
  public void close() {
    manager.close();
  }
}
