package org.scanline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFilesTest {
  @TempDir Path folder;

  @Test
  void theFinalNameAppearsOnlyWithTheCommit() throws Exception {
    PartFiles parts = new PartFiles();
    Path target = folder.resolve("a ü/b/vocals.wav");
    PartFile part = parts.open(target);
    Files.writeString(part.path(), "half");
    assertThat(target).doesNotExist();
    Files.writeString(part.path(), "whole");
    assertThat(parts.commit(List.of(part))).containsExactly(target);
    assertThat(target).hasContent("whole");
    parts.discardAll();
    assertThat(target).hasContent("whole");
    assertThat(entries(folder.resolve("a ü/b"))).containsExactly("vocals.wav");
  }

  @Test
  void whatIsNotCommittedIsGoneWithItsFolders() throws Exception {
    PartFiles parts = new PartFiles();
    Files.writeString(parts.open(folder.resolve("x/y/a.wav")).path(), "half");
    parts.open(folder.resolve("x/y/b.wav"));
    parts.discardAll();
    assertThat(entries(folder)).isEmpty();
  }

  @Test
  void anExistingFileStaysWholeUntilItIsReplaced() throws Exception {
    PartFiles parts = new PartFiles();
    Path target = Files.writeString(folder.resolve("a.wav"), "old");
    PartFile part = parts.open(target);
    Files.writeString(part.path(), "new");
    assertThat(target).hasContent("old");
    parts.commit(List.of(part));
    assertThat(target).hasContent("new");
  }

  @Test
  void leftoversOfAKilledRunGoButThoseOfALivingOneStay() throws Exception {
    long living = ProcessHandle.current().parent().orElseThrow().pid();
    Path dead = Files.writeString(folder.resolve(".a.wav.999999999.part"), "half");
    Path busy = Files.writeString(folder.resolve(".a.wav." + living + ".part"), "half");
    Path other = Files.writeString(folder.resolve(".a.wav.old.part"), "not ours");
    new PartFiles().open(folder.resolve("a.wav"));
    assertThat(dead).doesNotExist();
    assertThat(busy).exists();
    assertThat(other).exists();
  }

  @Test
  void afterClosingNothingIsOpenedOrRenamed() throws Exception {
    PartFiles parts = new PartFiles();
    PartFile part = parts.open(folder.resolve("a.wav"));
    Files.writeString(part.path(), "half");
    parts.close();
    assertThatThrownBy(() -> parts.commit(List.of(part))).isInstanceOf(JobException.class);
    assertThatThrownBy(() -> parts.open(folder.resolve("b.wav"))).isInstanceOf(JobException.class);
    assertThat(entries(folder)).isEmpty();
  }

  @Test
  void aFileInTheWayOfAFolderIsOneClearLine() throws Exception {
    Files.writeString(folder.resolve("x"), "a file");
    assertThatThrownBy(() -> new PartFiles().open(folder.resolve("x/a.wav")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("in the way");
  }

  private static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> String.valueOf(p.getFileName())).sorted().toList();
    }
  }

  @Test
  void whatALaterRunCanGoOnWithStaysAndIsFoundAgain() throws Exception {
    PartFiles parts = new PartFiles();
    Path target = folder.resolve("new/big.tif");
    PartFile part = parts.resumable(target);
    Files.writeString(part.path(), "half");
    PartFile other = parts.resumable(folder.resolve("new/other.tif"));
    Files.writeString(other.path(), "half");
    parts.keep(part);
    parts.close();
    assertThat(part.path()).hasContent("half");
    assertThat(other.path()).doesNotExist();
    assertThat(parts.kept()).containsExactly(part);
    PartFiles later = new PartFiles();
    PartFile again = later.resumable(target);
    assertThat(again.path()).isEqualTo(part.path()).hasContent("half");
    later.commit(List.of(again));
    assertThat(target).hasContent("half");
    later.close();
    assertThat(target).hasContent("half");
  }

  @Test
  void aFolderOfFilesIsRenamedWholeOrDeletedWhole() throws Exception {
    PartFiles parts = new PartFiles();
    Path target = folder.resolve("tiles");
    for (String content : List.of("first", "second")) {
      PartFile part = parts.folder(target);
      Files.writeString(part.path().resolve(content), content);
      assertThat(parts.commit(List.of(part))).containsExactly(target);
      assertThat(target.resolve(content)).hasContent(content);
      try (Stream<Path> files = Files.list(target)) {
        assertThat(files).hasSize(1);
      }
    }
    PartFile lost = parts.folder(target);
    Files.writeString(lost.path().resolve("x"), "x");
    parts.discardAll();
    assertThat(lost.path()).doesNotExist();
    assertThat(target.resolve("second")).exists();
  }
}
