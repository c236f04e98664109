package org.scanline.backbones.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that answers as it is told to, byte by byte, right or wrong. */
final class Loopback implements AutoCloseable {
  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What was asked for; header names in small letters. */
  record Request(String path, Map<String, String> headers) {
    /** The first byte asked for, 0 without a range. */
    int start() {
      String range = headers.getOrDefault("range", "bytes=0-");
      return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }
  }

  /** Writes an answer; the connection is closed afterwards. */
  @FunctionalInterface
  interface Answer {
    void to(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  Loopback(Answer answer) {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(
        () -> {
          while (!socket.isClosed()) {
            try {
              Socket client = socket.accept();
              threads.execute(() -> serve(client, answer));
            } catch (IOException e) {
              return; // closed
            }
          }
        });
  }

  private void serve(Socket client, Answer answer) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      Request request = new Request(first.split(" ")[1], headers);
      requests.add(request);
      answer.to(request, client.getOutputStream());
    } catch (IOException e) {
      return; // the client went away
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was asked for so far. */
  List<Request> requests() {
    return requests;
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  /** Status line and headers. */
  static void head(OutputStream out, int status, String... headers) throws IOException {
    String text = "HTTP/1.1 " + status + " -\r\nConnection: close\r\n";
    for (String header : headers) {
      text += header + "\r\n";
    }
    out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** A server that does all as it should, ranges too. */
  static Answer wellBehaved(byte[] file) {
    return (request, out) -> {
      int start = request.start();
      String length = "Content-Length: " + (file.length - start);
      if (start == 0) {
        head(out, 200, length, "ETag: \"v1\"");
      } else {
        String range = "Content-Range: bytes %d-%d/%d";
        head(out, 206, length, range.formatted(start, file.length - 1, file.length));
      }
      out.write(file, start, file.length - start);
    };
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
