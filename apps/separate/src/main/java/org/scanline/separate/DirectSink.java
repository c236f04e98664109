package org.scanline.separate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFile;
import org.scanline.jobs.PartFiles;

/** Writes stems in their final form as they come. */
final class DirectSink implements StemSink {
  private final Map<String, StemEncoder> encoders = new LinkedHashMap<>();
  private final boolean clamp;

  DirectSink(PartFiles parts, Map<String, Path> targets, StemFormat format, boolean clamp)
      throws JobException {
    this.clamp = clamp;
    try {
      for (Map.Entry<String, Path> target : targets.entrySet()) {
        PartFile part = parts.open(target.getValue());
        encoders.put(target.getKey(), new StemEncoder(part, format, 1, clamp));
      }
    } catch (JobException e) {
      close();
      throw e;
    }
  }

  @Override
  public void write(Map<String, AudioBuffer> stems) throws JobException {
    for (Map.Entry<String, AudioBuffer> stem : stems.entrySet()) {
      StemEncoder encoder = encoders.get(stem.getKey());
      if (encoder != null) {
        encoder.write(stem.getValue());
      }
    }
  }

  @Override
  public List<PartFile> finish() throws JobException {
    List<PartFile> parts = new ArrayList<>();
    for (StemEncoder encoder : encoders.values()) {
      parts.add(encoder.finish());
    }
    return parts;
  }

  @Override
  public List<String> notes() {
    long clipped = encoders.values().stream().mapToLong(StemEncoder::clipped).sum();
    return clipped == 0 || clamp
        ? List.of()
        : List.of(clipped + " samples were cut off at full scale (--clip common-gain avoids that)");
  }

  @Override
  public void close() {
    encoders.values().forEach(StemEncoder::close);
  }
}
