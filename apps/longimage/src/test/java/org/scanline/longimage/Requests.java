package org.scanline.longimage;

import java.util.Set;
import org.scanline.jobs.OnExisting;
import org.scanline.longimage.RestorationRequest.Extra;

/** Requests that differ in one thing. */
final class Requests {
  private Requests() {}

  static RestorationRequest as(RestorationRequest r, String type) {
    return new RestorationRequest(
        r.inputs(),
        r.folder(),
        r.names(),
        r.onExisting(),
        r.resume(),
        ResultType.named(type).orElseThrow(),
        r.quality(),
        r.sigma(),
        r.direction(),
        r.extras(),
        r.threads());
  }

  static RestorationRequest with(RestorationRequest r, OnExisting onExisting, boolean resume) {
    return new RestorationRequest(
        r.inputs(),
        r.folder(),
        r.names(),
        onExisting,
        resume,
        r.type(),
        r.quality(),
        r.sigma(),
        r.direction(),
        r.extras(),
        r.threads());
  }

  static RestorationRequest with(RestorationRequest r, Extra... extras) {
    return new RestorationRequest(
        r.inputs(),
        r.folder(),
        r.names(),
        r.onExisting(),
        r.resume(),
        r.type(),
        r.quality(),
        r.sigma(),
        r.direction(),
        Set.of(extras),
        r.threads());
  }

  static RestorationRequest with(RestorationRequest r, Direction direction, int threads) {
    return new RestorationRequest(
        r.inputs(),
        r.folder(),
        r.names(),
        r.onExisting(),
        r.resume(),
        r.type(),
        r.quality(),
        r.sigma(),
        direction,
        r.extras(),
        threads);
  }
}
