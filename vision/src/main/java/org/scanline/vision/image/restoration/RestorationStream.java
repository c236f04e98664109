package org.scanline.vision.image.restoration;

import org.scanline.backbones.stream.Resumable;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;

/**
 * A picture on its way through a net, strip by strip from the top.
 *
 * <p>What it remembers of the rows above can be written down between two strips, some megabytes
 * that grow with the width only, and a new stream for the same picture and model can go on from
 * there with the same bits. One thread at a time.
 */
public interface RestorationStream extends Streaming<ImageStrip, ImageStrip>, Resumable {}
