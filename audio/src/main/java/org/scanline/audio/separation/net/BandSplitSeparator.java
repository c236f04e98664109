package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDManager;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;

/** A loaded band-split model. Immutable and thread-safe. */
final class BandSplitSeparator implements Separator {
  private final ModelCard card;
  private final BandSplitNet net;
  private final NDManager manager;

  BandSplitSeparator(ModelCard card, BandSplitNet net, NDManager manager) {
    this.card = card;
    this.net = net;
    this.manager = manager;
  }

  @Override
  public ModelCard card() {
    return card;
  }

  @Override
  public SeparationStream stream(int sampleRate, int channels) {
    StereoSeparation core = new StereoSeparation(net, manager.newSubManager());
    return new FormatAdapter(core, net.config(), sampleRate, channels);
  }

  @Override
  public void close() {
    manager.close();
  }
}
