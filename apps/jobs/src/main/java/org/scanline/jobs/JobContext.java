package org.scanline.jobs;

/**
 * What a running job may use.
 *
 * @param progress where it reports how far it is
 * @param cancellation what it asks, at least once a second, whether to go on
 * @param parts where it opens its unfinished files
 */
public record JobContext(Progress progress, Cancellation cancellation, PartFiles parts) {}
