package org.scanline.backbones.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixerPatternTests {

  @Test
  void aPatternIsRepeatedUntilAllLayersHaveAMixer() {
    MixerPattern pattern = MixerPattern.parse("2×GLA:1×Mamba2");
    assertThat(IntStream.range(0, 7).mapToObj(i -> pattern.at(i).kind()))
        .containsExactly(
            MixerKind.GLA,
            MixerKind.GLA,
            MixerKind.MAMBA2,
            MixerKind.GLA,
            MixerKind.GLA,
            MixerKind.MAMBA2,
            MixerKind.GLA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2×GLA:1×Mamba2", "2xGLA:Mamba2", " 2 x gla : mamba2 ", "GLA:GLA:1xMAMBA2"})
  void theSamePatternCanBeWrittenInSeveralWays(String text) {
    assertThat(MixerPattern.parse(text)).hasToString("2×GLA:1×Mamba2");
  }

  @ParameterizedTest
  @EnumSource(MixerKind.class)
  void whatAPatternSaysCanBeReadAgain(MixerKind kind) {
    MixerPattern one = MixerPattern.of(kind);
    assertThat(one).hasToString(kind.title());
    assertThat(MixerPattern.parse(one.toString())).isEqualTo(one);
    StringBuilder text = new StringBuilder("3×Mamba2(state=9):1×" + kind.title());
    if (kind.signed()) {
      text.append("[-1,1]");
    }
    String options =
        String.join(",", kind.defaults().keySet().stream().map(name -> name + "=7").toList());
    text.append(options.isEmpty() ? "" : "(" + options + ")").append(":2×Mamba2(state=5)");
    assertThat(MixerPattern.parse(text.toString())).hasToString(text.toString());
  }

  @Test
  void anOptionThatIsTheDefaultChangesNothing() {
    assertThat(MixerPattern.parse("Mamba2(state=64)")).isEqualTo(MixerPattern.of(MixerKind.MAMBA2));
    assertThat(MixerPattern.parse("GLA[0,1]")).isEqualTo(MixerPattern.of(MixerKind.GLA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|1|a mixer should be here",
        "GLA:|5|a mixer should be here",
        "GLA;Mamba2|4|':' or the end",
        "6xGAL|3|unknown mixer 'GAL'; known are",
        "6GLA|2|'x' and a mixer",
        "0xGLA|1|at least 1",
        "99999xGLA|1|a number up to",
        "GLA[-1,1]|1|no form with eigenvalues",
        "GLA[-2,2]|4|eigenvalues lie in",
        "GLA[-1,1|4|eigenvalues lie in",
        "GLA(size=3)|1|GLA has no option 'size'; it has none",
        "GLA:Mamba2(stat=3)|5|Mamba2 has no option 'stat'; it has [state]",
        "Mamba2(state=0)|1|state=0 must be at least 1",
        "Mamba2(state)|8|name=number",
        "Mamba2(state=x)|14|a number",
        "Mamba2(state=1,state=2)|16|stands twice",
        "Mamba2(state=1|15|',' or ')'"
      })
  void aMistakeIsNamedWithItsPlace(String text, int place, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MixerPattern.parse(text))
        .withMessageStartingWith("mixer pattern '" + text + "', character " + place + ": ")
        .withMessageContaining(what);
  }
}
