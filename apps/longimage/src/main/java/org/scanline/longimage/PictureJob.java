package org.scanline.longimage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.Delivery;
import org.scanline.jobs.Failure;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobContext;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OutputErrors;
import org.scanline.jobs.Outputs;
import org.scanline.jobs.PartFile;
import org.scanline.longimage.RestorationRequest.Extra;
import org.scanline.longimage.view.Comparison;
import org.scanline.longimage.view.PicturePair;
import org.scanline.longimage.view.Viewer;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.restoration.ImageRestorer;

/**
 * One picture: the result first, then what stands beside it.
 *
 * <p>Sheet and page are made from the finished files, so they can be made later, too.
 */
final class PictureJob implements Job {
  private final ImageRestorer model;
  private final RestorationRequest request;
  private final Duration checkpoints;
  private final Outputs outputs;
  private final List<String> notes = new ArrayList<>();

  PictureJob(
      ImageRestorer model, RestorationRequest request, Duration checkpoints, Outputs outputs) {
    this.model = model;
    this.request = request;
    this.checkpoints = checkpoints;
    this.outputs = outputs;
  }

  @Override
  public String name() {
    return outputs.input().toString();
  }

  @Override
  public Delivery run(JobContext context) throws JobException {
    List<Path> files = new ArrayList<>(outputs.kept().values());
    if (outputs.complete()) {
      return new Delivery(files, List.of(), true);
    }
    @Nullable Path page = outputs.targets().get(Extra.VIEWER.part());
    if (page != null) {
      Viewer.requireReplaceable(page);
    }
    @Nullable Path result = outputs.targets().get(Restore.PICTURE);
    if (result != null) {
      Restoration restoration = new Restoration(model, request, checkpoints, context, notes);
      files.addAll(restoration.run(outputs.input(), result));
    }
    files.addAll(extras(context, result == null ? kept() : result));
    return new Delivery(files, notes, false);
  }

  private Path kept() {
    Path kept = outputs.kept().get(Restore.PICTURE);
    if (kept == null) {
      throw new IllegalStateException("neither a target nor a kept result");
    }
    return kept;
  }

  private List<Path> extras(JobContext context, Path result) throws JobException {
    PicturePair pair =
        new PicturePair(
            outputs.input(),
            result,
            model.scale(),
            String.valueOf(outputs.input().getFileName()),
            model.card().name());
    List<Path> made = new ArrayList<>();
    @Nullable Path sheet = outputs.targets().get(Extra.COMPARISON.part());
    if (sheet != null) {
      PartFile part = context.parts().open(sheet);
      made.addAll(writing(sheet, context, () -> sheet(pair, part, context)));
    }
    @Nullable Path page = outputs.targets().get(Extra.VIEWER.part());
    if (page != null) {
      Viewer viewer = new Viewer(pair, context.cancellation());
      made.addAll(writing(page, context, () -> viewer.write(context.parts(), page)));
    }
    return made;
  }

  private List<PartFile> sheet(PicturePair pair, PartFile part, JobContext context)
      throws IOException {
    if (!new Comparison(pair, context.cancellation()).write(part.path())) {
      notes.add("this Java finds no fonts; the sheet has no text");
    }
    return List.of(part);
  }

  /** Work that makes unfinished files. */
  private interface Work {
    List<PartFile> run() throws IOException, JobException;
  }

  private static List<Path> writing(Path target, JobContext context, Work work)
      throws JobException {
    try {
      return context.parts().commit(work.run());
    } catch (ImageFileException e) {
      throw new JobException(Failure.INPUT, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new JobException(Failure.OUTPUT, OutputErrors.explain(target, e), e);
    }
  }
}
