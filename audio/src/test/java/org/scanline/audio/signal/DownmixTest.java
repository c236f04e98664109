package org.scanline.audio.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;
import org.scanline.audio.Sounds;

class DownmixTest {
  @Test
  void monoGoesToBothSidesAndComesBackMono() {
    Downmix mono = new Downmix(ChannelLayout.usual(1));
    AudioBuffer sound = Sounds.noise(1, 8000, 1, 101, 1);
    AudioBuffer stereo = mono.toStereo(sound);
    assertThat(stereo.channel(0)).isEqualTo(stereo.channel(1)).isEqualTo(sound.channel(0));
    assertThat(mono.restore(stereo)).isEqualTo(sound);
    assertThat(mono.changesSound()).isFalse();
  }

  @Test
  void stereoStaysAsItIs() {
    Downmix stereo = new Downmix(new ChannelLayout(2, 0));
    AudioBuffer sound = Sounds.noise(2, 8000, 2, 101, 1);
    assertThat(stereo.toStereo(sound)).isSameAs(sound);
    assertThat(stereo.restore(sound)).isSameAs(sound);
  }

  @Test
  void fiveOneFollowsTheRecommendation() {
    Downmix surround = new Downmix(ChannelLayout.usual(6));
    float[][] one = {{1}, {10}, {100}, {1e6f}, {1000}, {10_000}};
    AudioBuffer out = surround.toStereo(AudioBuffer.of(48_000, one));
    assertThat(out.channel(0)[0]).isEqualTo(1 + 1100 * (float) Math.sqrt(0.5));
    assertThat(out.channel(1)[0]).isEqualTo(10 + 10_100 * (float) Math.sqrt(0.5));
    assertThat(surround.changesSound()).isTrue();
    assertThat(surround.restoredChannels()).isEqualTo(2);
  }

  @Test
  void namelessChannelsAlternate() {
    Downmix many = new Downmix(ChannelLayout.usual(11));
    float[][] sound = new float[11][1];
    for (int c = 0; c < 11; c++) {
      sound[c][0] = c % 2 == 0 ? 6 : 5;
    }
    AudioBuffer out = many.toStereo(AudioBuffer.of(48_000, sound));
    assertThat(out.channel(0)[0]).isCloseTo(6, org.assertj.core.data.Offset.offset(1e-5f));
    assertThat(out.channel(1)[0]).isCloseTo(5, org.assertj.core.data.Offset.offset(1e-5f));
  }
}
