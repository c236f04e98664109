package org.scanline.vision.image.net;

/**
 * A net of a publisher's file.
 *
 * @param architecture its name
 * @param description one sentence
 * @param parameters number of trained numbers
 * @param net ready to run
 */
public record PublishedNet(String architecture, String description, long parameters, RowNet net) {}
