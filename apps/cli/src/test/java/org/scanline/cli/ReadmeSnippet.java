package org.scanline.cli;

import java.nio.file.Path;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioReader;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;

/** The README's example of library use, between the two marks; {@link ReadmeTest} runs it. */
final class ReadmeSnippet {
  private ReadmeSnippet() {}

  static void separate(Path song, Path vocals) throws Exception {
    // README begins
    OutputFormat wav = OutputFormat.of(Codec.WAV_24);
    try (Separator model = Separator.load(ModelSource.bundled(), ComputeDevice.AUTO);
        AudioReader in = AudioReader.open(song);
        SeparationStream stems = model.stream(in.format().sampleRate(), in.format().channels());
        AudioWriter out =
            AudioWriter.create(
                vocals, wav, in.format().sampleRate(), in.format().channels(), in.tags())) {
      for (AudioBuffer block = in.read(65_536); !block.isEmpty(); block = in.read(65_536)) {
        out.write(stems.push(block).get("vocals"));
      }
      out.write(stems.finish().get("vocals"));
    }
    // README ends
  }
}
