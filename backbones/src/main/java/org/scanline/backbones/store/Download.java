package org.scanline.backbones.store;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.scanline.backbones.store.StoreException.Reason;

/**
 * Fetches files from their publishers' servers: https only, from where an earlier attempt ended.
 *
 * <p>A connection that breaks or falls silent is made again a few times. No cookie, no name and no
 * identifier is sent. The proxy is the one that Java's system properties name. Thread-safe.
 */
public final class Download implements FileOrigin {
  /** No file of a model is longer, bytes. */
  static final long LARGEST = 16L << 30;

  private static final int MOST_ATTEMPTS = 100;

  private final HttpClient client;
  private final Patience patience;

  /**
   * How long to wait.
   *
   * @param connect for a connection
   * @param silence for a sign of life
   * @param attempts without any progress
   * @param pause between two attempts
   */
  public record Patience(Duration connect, Duration silence, int attempts, Duration pause) {
    /** 20 s for a connection, 30 s for a sign of life, five attempts with 2 s between them. */
    public static final Patience USUAL =
        new Patience(Duration.ofSeconds(20), Duration.ofSeconds(30), 5, Duration.ofSeconds(2));

    /** Checks that there is at least one attempt. */
    public Patience {
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts=" + attempts + " must be at least 1");
      }
    }
  }

  /** Opens no connection yet. */
  public Download(Patience patience) {
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // each hop is checked
            .connectTimeout(patience.connect());
    ProxySelector proxies = ProxySelector.getDefault();
    this.client = (proxies == null ? builder : builder.proxy(proxies)).build();
  }

  @Override
  public String source(CatalogueFile file) {
    return String.valueOf(file.address());
  }

  @Override
  public void fetch(CatalogueFile file, Path part, Watcher watcher) throws StoreException {
    URI address = file.address();
    if (address == null) {
      throw new StoreException(
          Reason.SOURCE,
          "no lasting address of %s is known; fetch it from its publisher and use --from"
              .formatted(file.name()));
    }
    try (PartialFile into = PartialFile.open(part)) {
      int fruitless = 0;
      for (int attempt = 1; ; attempt++) {
        long before = into.size();
        try {
          new Transfer(client, patience, file, into, watcher).run(address);
          return;
        } catch (IOException e) {
          fruitless = into.size() > before ? 1 : fruitless + 1;
          if (fruitless >= patience.attempts() || attempt >= MOST_ATTEMPTS) {
            throw gaveUp(file, address, into.size(), e);
          }
          watcher.note(
              "%s: %s; trying again at byte %d".formatted(file.name(), reason(e), into.size()));
          pause();
        }
      }
    }
  }

  private static StoreException gaveUp(
      CatalogueFile file, URI address, long have, IOException error) {
    return new StoreException(
        Reason.SOURCE,
        "%s could not be fetched from %s: %s; the %d bytes that came are kept: try again later"
            .formatted(file.name(), address.getHost(), reason(error), have),
        error);
  }

  private static String reason(IOException error) {
    Throwable root = error;
    while (root.getMessage() == null && root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
  }

  private void pause() {
    try {
      Thread.sleep(patience.pause().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
