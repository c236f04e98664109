package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * The gate to FFmpeg's libraries: loads them once, sends their log to {@link System.Logger} and
 * turns their codes into text.
 *
 * <p>Strings go over as UTF-8 whatever the platform's charset is, and paths behind {@code file:},
 * so that no name is ever taken for a protocol or an option.
 */
final class Libav {
  private static final System.Logger LOGGER = System.getLogger("org.scanline.audio.ffmpeg");

  private Libav() {}

  /** A class of its own, so that a failure to load shows where {@link #demand} waits for it. */
  private static final class Libraries {
    private static final LogCallback LOG = load();

    private static LogCallback load() {
      avutil.av_version_info();
      avcodec.avcodec_version();
      avformat.avformat_version();
      LogCallback log = new Log();
      setLogCallback(log);
      av_log_set_level(AV_LOG_WARNING);
      return log;
    }
  }

  /**
   * Makes sure that the native libraries are there.
   *
   * @throws AudioFileException when there are none for this machine
   */
  static void demand() throws AudioFileException {
    try {
      if (Libraries.LOG.isNull()) {
        throw new IllegalStateException("FFmpeg's log callback was released");
      }
    } catch (LinkageError e) {
      throw new AudioFileException(
          "FFmpeg's native libraries for this machine are missing; add org.bytedeco:ffmpeg with"
              + " the machine's classifier, or use WAV",
          e);
    }
  }

  /** Native text in UTF-8, to be closed by the caller. */
  static BytePointer text(String text) {
    return new BytePointer(text, StandardCharsets.UTF_8);
  }

  /** A local file as a URL that cannot mean anything else, to be closed by the caller. */
  static BytePointer url(Path file) {
    return text("file:" + file.toAbsolutePath());
  }

  /** FFmpeg's words for an error code. */
  static String words(int code) {
    byte[] text = new byte[256];
    av_strerror(code, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  /** Native text from UTF-8. */
  static String string(BytePointer text) {
    return text.getString(StandardCharsets.UTF_8);
  }

  private static final class Log extends LogCallback {
    @Override
    public void call(int level, BytePointer line) {
      if (LOGGER.isLoggable(System.Logger.Level.DEBUG)) {
        LOGGER.log(System.Logger.Level.DEBUG, string(line).strip());
      }
    }
  }
}
