package org.scanline.backbones.store;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Addresses that files may be fetched from: https, and http on this very machine. */
final class WebAddress {
  private WebAddress() {}

  /**
   * Checks an address.
   *
   * @throws IllegalArgumentException naming it
   */
  static void check(URI address) {
    if (address.getHost() == null || !(isSecure(address) || isHere(address))) {
      throw new IllegalArgumentException(address + ": only https addresses are fetched from");
    }
    if (address.getUserInfo() != null) {
      throw new IllegalArgumentException(address.getHost() + ": an address with a password in it");
    }
  }

  /** Whether one address may send us to another: never from https to anything else. */
  static boolean mayRedirect(URI from, URI to) {
    try {
      check(to);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return isSecure(to) ? true : isHere(from);
  }

  private static boolean isSecure(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  private static boolean isHere(URI address) {
    return "http".equalsIgnoreCase(address.getScheme()) && isLoopback(address.getHost());
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.equals("127.0.0.1")
            || host.equals("[::1]")
            || host.toLowerCase(Locale.ROOT).equals("localhost"));
  }
}
