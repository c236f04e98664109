package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.scanline.audio.separation.net.demucs.DemucsPublisher;
import org.scanline.audio.separation.net.dualpath.DualPathPublisher;
import org.scanline.audio.separation.net.gtcrn.GtcrnPublisher;
import org.scanline.audio.separation.net.mossformer.MossformerPublisher;
import org.scanline.audio.separation.net.roformer.RoformerPublisher;
import org.scanline.audio.separation.net.sudo.SudoPublisher;
import org.scanline.audio.separation.net.tasnet.TasNetPublisher;
import org.scanline.backbones.weights.WeightsException;

/** All families of published nets that Scanline knows. */
public final class Publishers {
  /** One line for each family; the first that recognises a file builds its net. */
  private static final List<Publisher> ALL =
      List.of(
          new DemucsPublisher(),
          new RoformerPublisher(),
          new TasNetPublisher(),
          new DualPathPublisher(),
          new SudoPublisher(),
          new GtcrnPublisher(),
          new MossformerPublisher());

  private Publishers() {}

  /**
   * Builds the net of a publisher's file.
   *
   * @param manager holds the weights; the caller closes it, also when the file does not fit
   * @throws WeightsException in one line, when no family recognises the file or it does not fit
   */
  public static PublishedNet open(PublishedFile file, NDManager manager) {
    return open(ALL, file, manager);
  }

  /**
   * Builds the net of a publisher's file; empty when no family recognises it.
   *
   * @param manager holds the weights; the caller closes it, also when the file does not fit
   * @throws WeightsException in one line, when a family recognises the file but it does not fit
   */
  public static Optional<PublishedNet> find(PublishedFile file, NDManager manager) {
    return find(ALL, file, manager);
  }

  /** Builds the net by the first of some families that recognises the file. */
  static PublishedNet open(List<Publisher> families, PublishedFile file, NDManager manager) {
    return find(families, file, manager)
        .orElseThrow(
            () ->
                new WeightsException(
                    file.name()
                        + ": these are weights ("
                        + file.checkpoint().tensors().size()
                        + " tensors) of no net that Scanline knows: Demucs, Conv-TasNet, DPRNN,"
                        + " Sudo rm -rf, MossFormer2, BS- or Mel-Band RoFormer, GTCRN"));
  }

  private static Optional<PublishedNet> find(
      List<Publisher> families, PublishedFile file, NDManager manager) {
    for (Publisher family : families) {
      Optional<PublishedNet> net = family.open(file, manager);
      if (net.isPresent()) {
        return net;
      }
    }
    return Optional.empty();
  }
}
