package org.scanline.jobs;

import java.nio.file.Path;

/**
 * A file that is not finished.
 *
 * @param path where it is written: a hidden name beside the final one
 * @param target the name that it will bear once it is complete
 */
public record PartFile(Path path, Path target) {}
