package org.scanline.datasets.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.stream.Streaming;
import org.scanline.datasets.evaluation.EvaluationException;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.metric.Psnr;
import org.scanline.vision.image.metric.SimilarityWindow;
import org.scanline.vision.image.metric.StructuralSimilarity;
import org.scanline.vision.image.resize.Interpolation;
import org.scanline.vision.image.resize.Resize;
import org.scanline.vision.image.restoration.ImageModelSource;
import org.scanline.vision.image.restoration.ImageRestorer;
import org.scanline.vision.image.restoration.Task;

/**
 * Measures nets that enlarge or denoise pictures, and simple methods beside them, on pictures whose
 * truth is known.
 *
 * <p>To be enlarged, a picture is made small by MATLAB's bicubic unless a small one lies beside it;
 * to be denoised, it gets white Gaussian noise with a seed. Everybody gets the same 8-bit picture
 * and is measured by the 8-bit picture that he makes of it. One thread at a time.
 */
public final class ImageEvaluation {
  private static final StructuralSimilarity SIMILARITY =
      new StructuralSimilarity(SimilarityWindow.gaussian());

  private final ImageEvaluationSettings settings;
  private final Consumer<String> progress;
  private final List<ImageScore> scores = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /** Something to restore: the truth, and what is given. */
  private record Case(
      String name, String condition, double sigma, ImageStrip truth, ImageStrip given) {}

  /** Progress is told in lines such as "[2/5] baby: x4, bicubic". */
  public ImageEvaluation(ImageEvaluationSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @throws EvaluationException when there are no pictures
   * @throws ModelException when a model is missing, damaged or does something else
   */
  public ImageReport run(ComputeDevice device) throws EvaluationException, ModelException {
    List<PicturePair> pictures = PictureFinder.find(settings.pictures());
    List<ImageRestorer> models = new ArrayList<>();
    try {
      for (String name : settings.models()) {
        models.add(model(name, device));
      }
      for (int i = 0; i < pictures.size(); i++) {
        PicturePair picture = pictures.get(i);
        try {
          for (Case one : cases(picture)) {
            String step =
                "[%d/%d] %s: %s".formatted(i + 1, pictures.size(), one.name(), one.condition());
            measure(one, models, what -> progress.accept(step + ", " + what));
          }
        } catch (ImageFileException | IllegalArgumentException e) {
          failures.add(picture.high() + ": " + e.getMessage());
        }
      }
    } finally {
      models.forEach(ImageRestorer::close);
    }
    return report();
  }

  private ImageRestorer model(String name, ComputeDevice device) throws ModelException {
    ImageRestorer model = ImageRestorer.load(ImageModelSource.parse(name), device);
    if (model.task() != settings.task() || model.scale() != settings.scale()) {
      String does =
          model.task() == Task.UPSCALE ? "enlarges " + model.scale() + " times" : "denoises";
      model.close();
      throw new ModelException(
          "model %s %s; name one that fits, or other settings".formatted(name, does));
    }
    return model;
  }

  private List<Case> cases(PicturePair picture) throws ImageFileException {
    ImageStrip truth = settings.preparation().apply(PicturePair.read(picture.high()));
    if (settings.task() == Task.UPSCALE) {
      return List.of(small(picture, truth));
    }
    long seed = 31 * settings.seed() + picture.name().hashCode();
    List<Case> cases = new ArrayList<>();
    for (double sigma : settings.sigmas()) {
      String condition = String.format(Locale.ROOT, "sigma %s", sigma).replaceAll("\\.0$", "");
      ImageStrip noisy = Codes.noisy(truth, sigma, seed);
      cases.add(new Case(picture.name(), condition, sigma, truth, noisy));
    }
    return cases;
  }

  private Case small(PicturePair picture, ImageStrip truth) throws ImageFileException {
    int scale = settings.scale();
    Path file = picture.low();
    ImageStrip given;
    if (file == null || !settings.preparation().keepsPixels()) {
      int width = truth.width() / scale;
      int rows = truth.rows() / scale;
      if (width < 1 || rows < 1) {
        throw new IllegalArgumentException("too small to be made smaller; leave it out");
      }
      ImageStrip whole = Codes.corner(truth, width * scale, rows * scale);
      given = Resize.codes(whole, width, rows, Interpolation.MATLAB_BICUBIC);
    } else {
      given = PicturePair.read(file);
      given = settings.preparation().gray() ? Codes.gray(given) : given;
    }
    int width = Math.min(truth.width(), given.width() * scale);
    int rows = Math.min(truth.rows(), given.rows() * scale);
    ImageStrip seen = Codes.corner(truth, width, rows);
    return new Case(picture.name(), "x" + scale, 0, seen, given);
  }

  private void measure(Case one, List<ImageRestorer> models, Consumer<String> step) {
    for (ImageBaseline baseline : settings.baselines()) {
      step.accept(baseline.label());
      switch (baseline) {
        case BICUBIC -> score(one, baseline.label(), larger(one, Interpolation.OPENCV_CUBIC));
        case MATLAB -> score(one, baseline.label(), larger(one, Interpolation.MATLAB_BICUBIC));
        case NOISY -> score(one, baseline.label(), one.given());
        case NON_LOCAL_MEANS -> {
          for (NonLocalMeans means : NonLocalMeans.grid(one.sigma(), one.given().channels() == 3)) {
            score(one, baseline.label() + " " + means.parameters(), means.apply(one.given()));
          }
        }
      }
    }
    for (ImageRestorer model : models) {
      step.accept(model.card().name());
      score(one, model.card().name(), restored(model, one));
    }
  }

  private ImageStrip larger(Case one, Interpolation by) {
    ImageStrip given = one.given();
    int scale = settings.scale();
    return Resize.codes(given, given.width() * scale, given.rows() * scale, by);
  }

  private static ImageStrip restored(ImageRestorer model, Case one) {
    ImageStrip given = one.given();
    try (Streaming<ImageStrip, ImageStrip> stream =
        model.open(given.width(), given.rows(), given.channels(), one.sigma())) {
      return Codes.of(ImageStrip.stack(List.of(stream.push(given), stream.finish())));
    }
  }

  private void score(Case one, String method, ImageStrip restored) {
    ImageStrip truth = one.truth();
    ImageStrip seen = Codes.corner(restored, truth.width(), truth.rows());
    boolean luma = settings.task() == Task.UPSCALE;
    int border = luma ? settings.scale() : 0;
    double psnr = luma ? Psnr.ofLuma(truth, seen, border) : Psnr.of(truth, seen, border);
    double ssim =
        luma ? SIMILARITY.ofLuma(truth, seen, border) : SIMILARITY.of(truth, seen, border);
    scores.add(new ImageScore(one.condition(), one.name(), method, psnr, ssim));
  }

  private ImageReport report() {
    if (settings.task() == Task.DENOISE) {
      notes.add("noise of seed " + settings.seed() + ", limited and rounded to 8 bits");
    }
    ImageReport all = new ImageReport(scores, notes, failures);
    List<ImageScore> chosen = new ArrayList<>();
    for (String condition : all.conditions()) {
      best(all, condition)
          .forEach(
              (method, label) ->
                  all.of(condition, method)
                      .forEach(
                          s ->
                              chosen.add(
                                  new ImageScore(
                                      condition, s.picture(), label, s.psnr(), s.ssim()))));
    }
    return new ImageReport(chosen, notes, failures);
  }

  /** The methods of a report by their final names: of non-local means the best of a condition. */
  private Map<String, String> best(ImageReport all, String condition) {
    String label = ImageBaseline.NON_LOCAL_MEANS.label();
    Set<String> methods = all.methods();
    Map<String, String> named = new LinkedHashMap<>();
    methods.stream().filter(m -> !m.startsWith(label + " ")).forEach(m -> named.put(m, m));
    @Nullable String best =
        methods.stream()
            .filter(m -> m.startsWith(label + " "))
            .max(Comparator.comparingDouble(m -> known(all.mean(condition, m, ImageScore::psnr))))
            .orElse(null);
    if (best != null) {
      named.put(best, label);
      notes.add(condition + ": best " + best);
    }
    return named;
  }

  private static double known(double value) {
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
  }
}
