package org.scanline.audio.separation.published;

import com.fasterxml.jackson.databind.JsonNode;
import org.scanline.backbones.weights.Checkpoint;

/**
 * A publisher's file, read, and what lay beside it.
 *
 * @param name of the file, for messages
 * @param checkpoint what it holds; of a folder of several files, such as MossFormer2's {@code
 *     encoder.ckpt}, {@code masknet.ckpt} and {@code decoder.ckpt}, the tensors of all, each name
 *     led by its file's: {@code encoder.conv1d.weight}
 * @param config what the publisher keeps beside the weights (a YAML or JSON file), or {@link
 *     PublishedNet#config()} of an earlier opening, told by its field {@code architecture}; the
 *     tensors then bear the net's own names. A missing node where there is none
 */
public record PublishedFile(String name, Checkpoint checkpoint, JsonNode config) {}
