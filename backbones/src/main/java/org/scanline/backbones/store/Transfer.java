package org.scanline.backbones.store;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scanline.backbones.store.StoreException.Reason;

/**
 * One attempt to fetch the rest of a file. An IOException means that another attempt may succeed, a
 * StoreException that none will.
 */
final class Transfer {
  private static final int MOST_HOPS = 5;
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private final HttpClient client;
  private final Download.Patience patience;
  private final CatalogueFile file;
  private final PartialFile into;
  private final Watcher watcher;

  Transfer(
      HttpClient client,
      Download.Patience patience,
      CatalogueFile file,
      PartialFile into,
      Watcher watcher) {
    this.client = client;
    this.patience = patience;
    this.file = file;
    this.into = into;
    this.watcher = watcher;
  }

  void run(URI address) throws IOException, StoreException {
    boolean tooLong = file.size() > 0 && into.size() > file.size();
    boolean unknown = file.sha256().isEmpty() && into.tag().isEmpty();
    if (tooLong || unknown) {
      into.restart(); // nothing says that the parts belong together
    }
    if (file.size() > 0 && into.size() == file.size()) {
      return;
    }
    HttpResponse<BodyQueue> response = follow(address);
    try (BodyQueue body = response.body()) {
      long total = begin(response);
      demandLength(total);
      into.demandSpace(total - into.size());
      copy(body, total);
    }
  }

  private HttpResponse<BodyQueue> follow(URI address) throws IOException, StoreException {
    URI at = address;
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      HttpResponse<BodyQueue> response = ask(at);
      if (!List.of(301, 302, 303, 307, 308).contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      URI next = next(at, response.headers().firstValue("location").orElse(""));
      if (!WebAddress.mayRedirect(at, next)) {
        throw refused("its server sends us to " + next + ", which is not followed");
      }
      at = next;
    }
    throw refused("its server sends us around in circles");
  }

  private URI next(URI at, String location) throws StoreException {
    try {
      return at.resolve(location);
    } catch (IllegalArgumentException e) {
      throw refused("its server sends us to an address that is none");
    }
  }

  private HttpResponse<BodyQueue> ask(URI address) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "scanline");
    if (into.size() > 0) {
      request.header("Range", "bytes=" + into.size() + "-");
      if (!into.tag().isEmpty()) {
        request.header("If-Range", into.tag());
      }
    }
    CompletableFuture<HttpResponse<BodyQueue>> answer =
        client.sendAsync(request.build(), info -> new BodyQueue());
    try {
      return answer.get(
          patience.connect().plus(patience.silence()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer for " + patience.silence().toSeconds() + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io ? io : new IOException(cause);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /** Sets the place to go on at; gives the length of the whole file, or -1. */
  private long begin(HttpResponse<BodyQueue> response) throws IOException, StoreException {
    HttpHeaders headers = response.headers();
    String encoding = headers.firstValue("content-encoding").orElse("identity");
    int status = response.statusCode();
    if (status == 416) {
      into.restart();
      throw new IOException("the server has no such part of the file");
    }
    if (status == 429 || status >= 500) {
      throw new IOException("the server answers " + status);
    }
    if (status != 200 && status != 206) {
      throw refused(
          "its server answers %d; the file may have moved: fetch it by hand and use --from"
              .formatted(status));
    }
    if (!encoding.equals("identity")) {
      throw refused("its server sends it packed (" + encoding + "), which was not asked for");
    }
    if (status == 206) {
      return resumed(headers.firstValue("content-range").orElse(""));
    }
    if (into.size() > 0) {
      watcher.note(file.name() + ": the server starts from the beginning");
    }
    into.restart();
    into.tag(tag(headers));
    try {
      return headers.firstValueAsLong("content-length").orElse(-1);
    } catch (NumberFormatException e) {
      throw refused("its server says a length that is none");
    }
  }

  private long resumed(String range) throws IOException, StoreException {
    Matcher parts = RANGE.matcher(range);
    if (!parts.matches() || Long.parseLong(parts.group(1)) != into.size()) {
      into.restart();
      throw new IOException("the server gave another part of the file than was asked for");
    }
    return parts.group(3).equals("*") ? -1 : Long.parseLong(parts.group(3));
  }

  /** A strong mark of the server's version of the file; empty where it gives none. */
  private static String tag(HttpHeaders headers) {
    String tag = headers.firstValue("etag").orElse("");
    return tag.isEmpty() || tag.startsWith("W/")
        ? headers.firstValue("last-modified").orElse("")
        : tag;
  }

  private void demandLength(long total) throws StoreException {
    if (total > Download.LARGEST) {
      throw refused("its server offers " + total + " bytes, more than any model has");
    }
    if (total >= 0 && file.size() > 0 && total != file.size()) {
      throw refused(
          "its server offers %d bytes, the publisher's file has %d".formatted(total, file.size()));
    }
  }

  private void copy(BodyQueue body, long total) throws IOException, StoreException {
    long most = total >= 0 ? total : file.size() > 0 ? file.size() : Download.LARGEST;
    watcher.at(Watcher.Step.FETCHING, file.name(), into.size(), total);
    List<ByteBuffer> bytes = body.next(patience.silence());
    while (bytes != null) {
      for (ByteBuffer piece : bytes) {
        if (into.size() + piece.remaining() > most) {
          throw refused("its server sends more than " + most + " bytes");
        }
        into.write(piece);
      }
      watcher.at(Watcher.Step.FETCHING, file.name(), into.size(), total);
      bytes = body.next(patience.silence());
    }
    if (total >= 0 && into.size() != total) {
      throw new IOException("the connection ended at byte %d of %d".formatted(into.size(), total));
    }
  }

  private StoreException refused(String why) {
    return new StoreException(Reason.SOURCE, file.name() + " could not be fetched: " + why);
  }
}
