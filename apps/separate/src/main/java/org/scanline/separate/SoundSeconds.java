package org.scanline.separate;

import java.util.Locale;
import org.scanline.jobs.Clock;
import org.scanline.jobs.WorkUnit;

/** Songs are counted in seconds of sound, so that speed reads as times real time. */
enum SoundSeconds implements WorkUnit {
  /** The unit. */
  UNIT;

  @Override
  public String amount(double seconds) {
    return Clock.of(seconds) + " of sound";
  }

  @Override
  public String speed(double perSecond) {
    return String.format(Locale.ROOT, "%.1fx real time", perSecond);
  }
}
